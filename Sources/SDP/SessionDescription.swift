/// A session description (RFC 8866) as WebRTC uses it (RFC 8829, RFC 9429).
///
/// A plain value: what is not understood is kept in its order, so that serialising what was parsed
/// gives the same text wherever the text keeps the order of RFC 8866 §5.
package struct SessionDescription: Hashable, Sendable {
    /// The `o=` line: who made this description, and which version of it.
    package struct Origin: Hashable, Sendable {
        package var username: String
        package var sessionID: String
        package var sessionVersion: String
        /// Network type, address type and address, as they stand: "IN IP4 127.0.0.1".
        package var address: String

        package init(
            username: String = "-",
            sessionID: String,
            sessionVersion: String,
            address: String = "IN IP4 127.0.0.1",
        ) {
            self.username = username
            self.sessionID = sessionID
            self.sessionVersion = sessionVersion
            self.address = address
        }

        /// The origin of a WebRTC endpoint (RFC 9429 §5.2.1).
        ///
        /// - Parameters:
        ///   - sessionID: positive and below 2⁶³; stays over renegotiations.
        ///   - version: goes up by one with each description that differs.
        package init(sessionID: UInt64, version: UInt64) {
            self.init(
                sessionID: String(sessionID & UInt64(Int64.max)),
                sessionVersion: String(version),
            )
        }
    }

    package var origin: Origin
    /// The `s=` line.
    package var name: String
    /// Every other session-level line that is not an attribute, in its order (`t=`, `c=`, `b=`, …).
    package var lines: [Line]
    package var attributes: [Attribute]
    package var media: [MediaDescription]

    package init(
        origin: Origin,
        name: String = "-",
        lines: [Line] = [Line("t", "0 0")],
        attributes: [Attribute] = [],
        media: [MediaDescription] = [],
    ) {
        self.origin = origin
        self.name = name
        self.lines = lines
        self.attributes = attributes
        self.media = media
    }
}

/// A line of a description that is not an attribute: a letter and what follows "=".
package struct Line: Hashable, Sendable {
    package var type: Character
    package var value: String

    package init(_ type: Character, _ value: String) {
        self.type = type
        self.value = value
    }
}

/// An `a=` line: a name and, after the first colon, a value.
package struct Attribute: Hashable, Sendable {
    package var name: String
    /// Nil for a property attribute such as `rtcp-mux`.
    package var value: String?

    package init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}
