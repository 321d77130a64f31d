package import SDP

extension NegotiationError {
    /// Puts a failure of the negotiation into the words that a client is told.
    package init(_ failure: NegotiationFailure) {
        self =
            switch failure {
            case .noCommonCodec(let supported):
                .noCommonCodec(supported: supported)
            case .noMedia:
                .unsupported("no m-line for sound or picture")
            case .notBundled:
                .unsupported("sound and picture without BUNDLE (RFC 9143)")
            case .noRTCPMultiplexing(let mid):
                .unsupported("m-line \(mid) without rtcp-mux (RFC 5761)")
            case .wrongDirection(let mid, let offered, let wanted):
                .unsupported(
                    "m-line \(mid) is \(offered.rawValue); it must be \(wanted.rawValue) or sendrecv"
                )
            case .surplus(let mid):
                .unsupported("m-line \(mid) is a second one of its kind; only one is taken")
            case .idle:
                .unsupported("nothing would be sent either way")
            case .missing(let part):
                .malformed("no a=\(part.rawValue)")
            case .wrongSetup(let value):
                .malformed("a=setup:\(value) does not fit")
            case .mismatchedAnswer(let reason):
                .malformed("the answer does not belong to the offer: \(reason)")
            }
    }
}

extension SessionDescription {
    /// Reads a description that came from outside.
    init(readable text: String) throws(NegotiationError) {
        do throws(SDPError) {
            try self.init(parsing: text)
        } catch {
            throw .malformed(error.description)
        }
    }
}
