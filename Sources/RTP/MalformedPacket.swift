/// Why bytes from the network could not be read as what they claim to be.
///
/// The error ends one packet, never a stream.
package struct MalformedPacket: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// A field reaches beyond the end of the bytes.
        case truncated
        /// The version is not 2.
        case version
        /// The padding is longer than what it pads.
        case padding
        /// A length field contradicts another field.
        case length
        /// A field has a value that its specification forbids.
        case value
        /// The packet is of another type than the one asked for.
        case type
    }

    package let reason: Reason
    /// The byte, counted from the start of what was parsed, at which reading stopped.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
