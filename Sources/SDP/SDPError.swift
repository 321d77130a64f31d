/// Why a text is no session description, and at which line.
package struct SDPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the line.
    package enum Reason: Hashable, Sendable {
        /// More than `SessionDescription.maximumBytes`; the line is 0.
        case tooLong
        /// More than `SessionDescription.maximumLineBytes`.
        case lineTooLong
        /// More than `SessionDescription.maximumMedia`.
        case tooManyMedia
        /// More than `TrickleFragment.maximumCandidates`.
        case tooManyCandidates
        /// Not a letter, "=" and a value, or a control character in the value.
        case notALine
        /// `v=0`, `o=` and `s=` come first, in this order.
        case expected(String)
        /// The fields of `o=`, `m=` or an attribute without a name.
        case malformed(String)
        /// Said before, and differently, where one value holds for all.
        case contradiction(String)
        /// An attribute of an m-section that stands before the first of them.
        case outsideOfMedia(String)
    }

    /// Counted from 1.
    package var line: Int
    package var reason: Reason

    package init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// A sentence for a person who has to find the fault.
    package var description: String {
        switch reason {
        case .tooLong: "the description is longer than \(SessionDescription.maximumBytes) bytes"
        case .lineTooLong:
            "line \(line) is longer than \(SessionDescription.maximumLineBytes) bytes"
        case .tooManyMedia:
            "line \(line): more than \(SessionDescription.maximumMedia) m-sections"
        case .tooManyCandidates:
            "line \(line): more than \(TrickleFragment.maximumCandidates) candidates"
        case .notALine: "line \(line) is not of the form letter=value"
        case .expected(let what): "line \(line): \(what) expected"
        case .malformed(let what): "line \(line): malformed \(what)"
        case .contradiction(let what): "line \(line): another \(what) than before"
        case .outsideOfMedia(let what): "line \(line): \(what) outside of an m-section"
        }
    }
}
