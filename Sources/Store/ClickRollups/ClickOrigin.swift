package import ClickModel

/// What rollups and sessions take from a click's URLs: looked for once, for both.
package struct ClickOrigin {
    /// The path of the page; absent where the click is of none.
    let page: BorrowedBytes
    /// See `PageURL.source`.
    let source: BorrowedBytes

    /// - Parameter scratch: what was made with it before is not valid any more.
    package init(_ click: borrowing DecodedClick, scratch: HostBuffer) {
        let authority = PageURL.authority(of: click.pageURL.buffer)
        page = PageURL.path(of: click.pageURL, after: authority)
        source = PageURL.source(of: click, ours: authority, scratch: scratch)
    }
}
