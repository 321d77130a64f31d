/// Why nothing was drawn.
package enum ArtworkFault: Error, Hashable, Sendable {
    /// No visible letter in the text, or no room for one.
    case nothingToShow
    /// The image file is not there, is no PNG or JPEG, or too large; the reason in words.
    case unreadable(String)
    /// The system gives no memory for the pixels.
    case noMemory
}

extension ArtworkFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nothingToShow: "nothing in it can be shown"
        case .unreadable(let reason): reason
        case .noMemory: "no memory for its pixels"
        }
    }
}
