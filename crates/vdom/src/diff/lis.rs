//! The longest increasing subsequence: which children can stay where they are.

/// Marks one longest increasing subsequence of distinct numbers.
///
/// Patience sorting with binary search, O(n log n).
pub(super) fn longest_increasing(numbers: &[usize]) -> Vec<bool> {
    // For each length, the position of the smallest number that ends a subsequence of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (position, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(position);
        } else {
            ends[length] = position;
        }
    }
    let mut is_member = vec![false; numbers.len()];
    let mut next = ends.last().copied();
    while let Some(position) = next {
        is_member[position] = true;
        next = previous[position];
    }
    is_member
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    #[test]
    fn a_sequence_with_one_number_out_of_place_keeps_all_others() {
        let kept = longest_increasing(&[0, 4, 1, 2, 3]);
        assert_eq!(kept, [true, false, true, true, true]);
    }

    #[test]
    fn a_reversed_sequence_keeps_one() {
        let kept = longest_increasing(&[3, 2, 1, 0]);
        assert_eq!(kept.iter().filter(|kept| **kept).count(), 1);
    }
}
