//! How large an expression is.

use fancy_regex::{Expr, LookAround};

/// As many states as an expression may have, its repetitions written out.
pub(super) const MOST_STATES: usize = 50_000;

/// How large an expression is with its repetitions written out; what is looked
/// for behind counts `behind` times.
pub(super) fn size(expression: &Expr, behind: usize) -> usize {
    let within = |child: &Expr| size(child, behind);
    match expression {
        Expr::Literal { val, .. } => val.chars().count(),
        Expr::Repeat { child, lo, hi, .. } => {
            let once = within(child);
            let optional = if *hi == usize::MAX { 1 } else { hi.saturating_sub(*lo) };
            let optional = once.saturating_add(1).saturating_mul(optional);
            once.saturating_mul(*lo).saturating_add(optional)
        }
        Expr::LookAround(child, LookAround::LookBehind | LookAround::LookBehindNeg) => {
            within(child).saturating_mul(behind)
        }
        _ => expression.children_iter().map(within).fold(1, usize::saturating_add),
    }
}
