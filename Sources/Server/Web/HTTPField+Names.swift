import HTTPTypes

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("a header name is made of token characters")
        }
        return name
    }

    /// RFC 9725 §4.1.
    static let acceptPost = known("Accept-Post")
    /// RFC 8288 §3.
    static let link = known("Link")
    /// RFC 5789 §3.1.
    static let acceptPatch = known("Accept-Patch")
    /// IETF draft-ietf-httpapi-idempotency-key-header.
    static let idempotencyKey = known("Idempotency-Key")
    /// Whether the response was given before; ours.
    static let idempotencyReplayed = known("Idempotency-Replayed")
    /// W3C Fetch Metadata.
    static let secFetchSite = known("Sec-Fetch-Site")
    /// W3C Permissions Policy.
    static let permissionsPolicy = known("Permissions-Policy")
    /// W3C Referrer Policy.
    static let referrerPolicy = known("Referrer-Policy")
}

extension HTTPResponse.Status {
    /// RFC 4918 §11.5.
    static var insufficientStorage: HTTPResponse.Status {
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
    }
}
