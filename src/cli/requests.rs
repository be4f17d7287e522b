//! `ronde requests`: names, values and help texts.

use clap::{Args, Subcommand, ValueEnum};

use super::values::number;

/// `ronde requests`
#[derive(Debug, Subcommand)]
pub enum RequestsCommand {
    /// List requests; open ones unless --status says otherwise
    List(RequestsListArgs),
    /// Show one request
    Show(RequestsShowArgs),
    /// Open a request by hand
    Create(RequestsCreateArgs),
    /// Take requests up (stage in-progress)
    Start(RequestsStartArgs),
    /// Close requests (stage repaired, or scrap)
    Close(RequestsCloseArgs),
}

/// `ronde requests list`
#[derive(Debug, Args)]
pub struct RequestsListArgs {
    /// Which stages
    #[arg(long, value_enum, default_value_t = StatusFilter::Open)]
    pub status: StatusFilter,
    /// Only of this equipment
    #[arg(long, value_name = "EQUIPMENT")]
    pub equipment: Option<String>,
    /// Only of this service: a name, or EQUIPMENT/SERVICE
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// Opened since: RFC 3339, a local "2026-01-31 14:00", or a duration ago
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub limit: Option<u32>,
    /// Go on after this request, the last one of the page before
    #[arg(long, value_name = "ID", value_parser = number::<i64>)]
    pub marker: Option<i64>,
    /// Sort by this field
    #[arg(long, value_name = "KEY", value_enum, default_value_t = RequestSortKey::Id)]
    pub sort_key: RequestSortKey,
    /// In this direction
    #[arg(long, value_name = "DIR", value_enum, default_value_t = SortDirection::Asc)]
    pub sort_dir: SortDirection,
}

/// Which requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFilter {
    /// Those that are not done
    Open,
    /// All
    All,
    /// Nobody has taken it up
    New,
    /// Somebody has
    InProgress,
    /// Done, works again
    Repaired,
    /// Done, nothing left to repair
    Scrap,
}

/// What requests can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum RequestSortKey {
    /// The number
    Id,
    /// The title
    Name,
    /// The priority
    Priority,
    /// The stage
    Stage,
    /// The equipment
    Equipment,
    /// The service
    Service,
    /// When it was opened
    OpenedAt,
    /// When it was closed
    ClosedAt,
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortDirection {
    /// Smallest first
    Asc,
    /// Largest first
    Desc,
}

/// `ronde requests show`
#[derive(Debug, Args)]
pub struct RequestsShowArgs {
    /// The request's number
    #[arg(value_parser = number::<i64>)]
    pub id: i64,
}

/// `ronde requests create`
#[derive(Debug, Args)]
pub struct RequestsCreateArgs {
    /// The equipment concerned
    #[arg(long, value_name = "EQUIPMENT")]
    pub equipment: String,
    /// The service concerned
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// The title
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    /// What is wrong
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub description: String,
    /// 0 very low, 1 low, 2 normal, 3 high
    #[arg(long, value_name = "0..3", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=3))]
    pub priority: u8,
}

/// `ronde requests start`
#[derive(Debug, Args)]
pub struct RequestsStartArgs {
    /// The requests' numbers
    #[arg(value_name = "ID", required = true, value_parser = number::<i64>)]
    pub ids: Vec<i64>,
}

/// `ronde requests close`
#[derive(Debug, Args)]
pub struct RequestsCloseArgs {
    /// The requests' numbers
    #[arg(value_name = "ID", required = true, value_parser = number::<i64>)]
    pub ids: Vec<i64>,
    /// There is nothing left to repair (stage scrap)
    #[arg(long)]
    pub scrap: bool,
    /// What to note on the request
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}
