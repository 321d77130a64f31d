package import Layout

/// Why something that an administrator asked for was not done; nothing has changed then.
package enum AdministrationError: Error, Hashable, Sendable {
    case noSuchRoom
    case roomExists
    case noSuchParticipant
    /// The server knows only these layouts, sorted by name.
    case noSuchLayout(known: [String])
    case layoutExists
    /// The layout came with the program: it can be neither changed nor removed.
    case shippedLayout
    /// The layout does not go together with the others.
    case faultyLayout([LayoutFault])
    /// What was to be kept could not be, for this reason.
    case notKept(String)
    case tooManyRooms
    /// The server is shutting down: no room is made any more.
    case draining
    /// No picture of the room came about in time.
    case noPicture
    case invalid([FieldFault])
}
