/// What is wrong with one field of a request.
///
/// Several are told at once, so that whoever asked can mend them all.
package struct FieldFault: Error, Hashable, Sendable {
    /// A JSON pointer into the request (RFC 6901), `/canvas/width` for instance.
    package var pointer: String
    /// What would be right, for people.
    package var reason: String

    package init(pointer: String, reason: String) {
        self.pointer = pointer
        self.reason = reason
    }
}
