/// Our user name fragment as a key for finding the peer of a connectivity check.
///
/// The fragments that `ICECredentials` makes have eight bytes; longer ones have no key.
package struct FragmentKey: Hashable, BitwiseCopyable, Sendable {
    private let rawValue: UInt64

    /// The key of a fragment; nil if it is empty or longer than eight bytes.
    package init?(_ fragment: Span<UInt8>) {
        guard (1...8).contains(fragment.count) else { return nil }
        var value: UInt64 = 0
        for index in 0..<fragment.count { value = value << 8 | UInt64(fragment[index]) }
        rawValue = value
    }

    /// The key of a fragment; nil if it is empty or longer than eight bytes.
    package init?(_ fragment: String) { self.init(Array(fragment.utf8).span) }
}

extension STUN {
    /// To whom a connectivity check is addressed, without reading all of it.
    ///
    /// - Returns: nil if the datagram is no STUN request, has no user name (a plain request for
    ///   the mapped address) or one that is none of ours.
    package static func usernameFragment(of datagram: Span<UInt8>) -> FragmentKey? {
        guard isSTUN(datagram), datagram[0] == 0, datagram[1] == 1 else { return nil }
        var offset = headerBytes
        while offset + 4 <= datagram.count {
            let length = Int(datagram.uint16(at: offset + 2))
            let value = offset + 4
            guard value + length <= datagram.count else { return nil }
            if datagram.uint16(at: offset) == AttributeType.username {
                for index in value..<value + length where datagram[index] == UInt8(ascii: ":") {
                    return FragmentKey(datagram.extracting(value..<index))
                }
                return nil
            }
            offset = value + (length + 3) & ~3
        }
        return nil
    }

    /// Answers a plain binding request, one without credentials (RFC 8489 §7, RFC 8445 §5.1.1.2).
    ///
    /// The response is at most 12 bytes (IPv4) or 24 (IPv6) longer than the request, so that the
    /// port does not amplify what a forged source makes it send.
    ///
    /// - Parameters:
    ///   - remote: where the request came from; goes into XOR-MAPPED-ADDRESS.
    ///   - send: takes the response; called at most once.
    /// - Returns: whether it was such a request.
    @discardableResult
    package static func answerBinding(
        _ datagram: Span<UInt8>,
        from remote: TransportAddress,
        send: (Span<UInt8>) -> Void,
    ) -> Bool {
        guard let request = try? Message(parsing: datagram), request.messageClass == .request,
            request.method == binding, request.username == nil, !request.hasIntegrity,
            request.fingerprintIsRight(in: datagram)
        else { return false }
        let isUnderstood = request.unknownCount == 0
        var response = Writer(
            isUnderstood ? .success : .error,
            transactionID: request.transactionID,
        )
        if isUnderstood {
            response.addXORMappedAddress(remote)
        } else {
            response.addErrorCode(420)
            response.addUnknownAttributes(of: request)
        }
        if request.hasFingerprint { response.addFingerprint() }
        response.withBytes(send)
        return true
    }
}
