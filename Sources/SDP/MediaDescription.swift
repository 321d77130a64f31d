/// One m-section: an `m=` line and everything up to the next.
package struct MediaDescription: Hashable, Sendable {
    /// The media field, for instance "audio" or "application".
    package var type: String
    /// 0: rejected, or only there to be bundled (RFC 8843 §6).
    package var port: UInt16
    /// The protocol field, "UDP/TLS/RTP/SAVPF" mostly.
    package var transport: String
    /// Payload types for RTP, otherwise names.
    package var formats: [String]
    /// Every other line that is not an attribute, in its order (`c=`, `b=`, …).
    package var lines: [Line]
    package var attributes: [Attribute]

    package init(
        type: String,
        port: UInt16,
        transport: String,
        formats: [String],
        lines: [Line] = [],
        attributes: [Attribute] = [],
    ) {
        self.type = type
        self.port = port
        self.transport = transport
        self.formats = formats
        self.lines = lines
        self.attributes = attributes
    }
}
