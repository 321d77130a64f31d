/// Why an offer cannot be answered or an answer cannot be used.
package enum NegotiationError: Error, Hashable, Sendable {
    /// Not a session description; the text names the line and the fault.
    case malformed(String)
    /// Nothing that the other side offers can be decoded or made here.
    case noCommonCodec(supported: [String])
    /// Well formed, but asks for what this server does not do.
    case unsupported(String)
}
