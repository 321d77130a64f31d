/// What answering a connectivity check (RFC 8445 §7.3) is the same for in all agents.
enum ConnectivityCheck {
    /// One side's credentials as bytes.
    struct Secret: Hashable, Sendable {
        let fragment: [UInt8]
        let password: [UInt8]

        init(_ credentials: ICECredentials) {
            // Bounded here, so that a message always fits its buffer (RFC 8839 §5.4).
            fragment = Array(credentials.usernameFragment.utf8.prefix(256))
            password = Array(credentials.password.utf8.prefix(256))
        }
    }

    /// Why a request gets an error response.
    enum Refusal: Int, Hashable, Sendable {
        case badRequest = 400
        case unauthenticated = 401
        case unknownAttribute = 420
        case roleConflict = 487
    }

    /// Whether the user name starts with this fragment and a colon (RFC 8445 §7.3).
    static func isAddressed(
        _ request: STUN.Message,
        in datagram: Span<UInt8>,
        to fragment: [UInt8],
    ) -> Bool {
        guard let username = request.username, username.count > fragment.count else { return false }
        for index in 0..<fragment.count
        where datagram[username.lowerBound + index] != fragment[index] { return false }
        return datagram[username.lowerBound + fragment.count] == UInt8(ascii: ":")
    }

    /// Sends a success response with the address that the request came from (RFC 8445 §7.3.1.2).
    static func accept(
        _ request: STUN.Message,
        from remote: TransportAddress,
        key: Span<UInt8>,
        send: (Span<UInt8>) -> Void,
    ) {
        var response = STUN.Writer(.success, transactionID: request.transactionID)
        response.addXORMappedAddress(remote)
        response.addIntegrity(key: key)
        response.addFingerprint()
        response.withBytes(send)
    }

    /// Sends an error response, signed if the sender of the request is known (RFC 8489 §9.1.3).
    static func refuse(
        _ request: STUN.Message,
        _ refusal: Refusal,
        key: [UInt8]?,
        send: (Span<UInt8>) -> Void,
    ) {
        var response = STUN.Writer(.error, transactionID: request.transactionID)
        response.addErrorCode(refusal.rawValue)
        if refusal == .unknownAttribute { response.addUnknownAttributes(of: request) }
        if let key { response.addIntegrity(key: key.span) }
        response.addFingerprint()
        response.withBytes(send)
    }
}
