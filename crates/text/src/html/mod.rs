//! Articles out of web pages: title, authors, dates and body, each with the statement it was taken from.
//!
//! [`extract`] reads a page that is already decoded. Limits are counted while the page is read; no step recurses on
//! the depth of the page, none knows any site.
//!
//! ```
//! use rafid_text::html::{extract, Limits};
//!
//! let page = extract(
//!     "<html lang=en><title>Rain ends drought - The Example</title><h1>Rain ends drought</h1>\
//!      <p>After three dry years it has rained for a week, and the river is back in its old bed.</p>",
//!     &Limits::default(),
//! )?;
//! assert_eq!(page.title.map(|x| x.value).as_deref(), Some("Rain ends drought"));
//! assert_eq!(page.blocks.len(), 1);
//! # Ok::<(), rafid_text::html::LimitExceeded>(())
//! ```

mod anchor;
mod blocks;
mod body;
mod charset;
mod embedded;
mod hints;
mod json;
mod leaves;
mod limits;
mod linked;
mod meta;
mod own;
mod page;
mod people;
mod phrases;
mod roles;
mod shown;
mod tag;
mod teasers;
mod title;
mod token;
mod tree;
mod when;
mod words;

pub use charset::declared_charset;
pub use limits::{LimitExceeded, Limits};
pub use page::{Block, BlockKind, Direction, Link, Method, Page, Pick, Reason, Removed};

use anchor::Stated;
use blocks::Known;
use body::View;
use hints::Hints;
use linked::Linked;
use meta::Metas;
use own::Own;
use tag::Tag;
use tree::Tree;

/// Letters of a body below which scripts are searched for one.
const MEAGRE: u32 = 300;

/// Reads a decoded page.
pub fn extract(html: &str, limits: &Limits) -> Result<Page, LimitExceeded> {
    let tree = Tree::parse(html, limits)?;
    let leaves = leaves::flatten(&tree);
    let roles = roles::Roles::read(&tree, &leaves);
    let mut metas = Metas::read(&tree);
    let blocks = linked::blocks(&tree);
    let mut linked = Linked::of(&blocks);

    let site_name = metas.first("og:site_name").map(str::to_owned);
    let canonical_url = meta::link(&tree, "canonical").or_else(|| metas.first("og:url").map(str::to_owned));
    let own = Own::read(&tree, &roles, &metas, canonical_url.as_deref());
    linked.keep_own(&own);
    metas.keep_own(&tree, &own);
    let sites = meta::sites(&metas, &linked, canonical_url.as_deref());
    let (title, mut titles) = title::title(&tree, &metas, &linked, &sites);
    titles.splice(0..0, title.iter().map(|x| x.value.clone()));
    let mut authors = people::authors(&tree, &own, &metas, &linked, &sites);

    let around = roles.around.clone();
    let mut view = View { tree: &tree, leaves: &leaves, roles: &roles, around, anchor: None };
    let host = canonical_url.as_deref().and_then(teasers::host_of);
    let teasers = teasers::teasers(&view, &titles, host);
    View::with_teasers(&mut view.around, &teasers);
    let stated = Stated::read(&linked);
    view.anchor = stated.as_ref().and_then(|x| x.find(&view));

    let container = body::container(&view);
    let start = leaves.range(&tree, container).start;
    if authors.is_empty() {
        authors = people::visible(&view, &own, start);
    }
    let known = Known {
        titles: &titles,
        description: metas.first("og:description").or(metas.first("description")).unwrap_or_default(),
        authors: authors.iter().map(|x| x.value.as_str()).collect(),
        sites: &sites,
    };
    let mut selection = blocks::select(&view, container, &known);
    if selection.size() < MEAGRE && roles.prose() > 3 * selection.size().max(MEAGRE / 2) {
        // So little can only be right if the page has little: once more, with the weaker claims unheard.
        for hints in &mut view.around {
            *hints = hints.without(Hints::WEAK);
        }
        let again = blocks::select(&view, body::container(&view), &known);
        if again.size() > 3 * selection.size().max(MEAGRE / 3) {
            selection = again;
        }
    }
    if let Some(stated) = stated.filter(|x| x.size > 2 * selection.size()) {
        selection.replace(stated.paragraphs);
    }
    if selection.size() < MEAGRE
        && let Some(markup) = embedded::find(&tree)
    {
        let paragraphs = embedded::paragraphs(&markup, limits)?;
        if blocks::size_of(&paragraphs) > 3 * selection.size().max(100) {
            selection.replace(paragraphs);
        }
    }
    let mut published = when::dates(&tree, &own, &metas, &linked, false);
    let mut modified = when::dates(&tree, &own, &metas, &linked, true);
    let address = canonical_url.as_deref().and_then(when::in_url);
    let language = page::language(&tree, &metas);
    let shown =
        shown::shown(&view, &own, start, language.as_deref(), address.as_ref().map(|x| x.value.as_str()));
    let fresh = |list: &[Pick], one: &Pick| !list.iter().any(|x| x.value == one.value);
    shown.published.into_iter().for_each(|x| {
        if fresh(&published, &x) {
            published.push(x);
        }
    });
    shown.modified.into_iter().for_each(|x| {
        if fresh(&modified, &x) {
            modified.push(x);
        }
    });
    if !shown.is_torn {
        when::removed(&selection.removed, &mut published);
    }
    published.extend(address);

    Ok(Page {
        authors,
        published,
        modified,
        language,
        direction: page::direction(&tree),
        canonical_url,
        keywords: page::keywords(&metas, &linked),
        section: page::section(&metas, &linked),
        blocks: selection.blocks,
        removed: selection.removed,
        links: page::links(&view, container),
        site_name,
        title,
    })
}

/// The first element of a tag.
fn first(tree: &Tree, tag: Tag) -> Option<tree::Id> {
    tree.all(tag).next()
}
