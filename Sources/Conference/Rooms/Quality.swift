/// How much a participant wants to be sent at most.
///
/// There is one encoding of each picture so far, so that `low` and `medium` are kept and have no
/// effect yet; `audio` has: no picture is sent.
package enum Quality: String, Hashable, Sendable, CaseIterable {
    case low
    case medium
    case high
    /// Sound alone.
    case audio
}
