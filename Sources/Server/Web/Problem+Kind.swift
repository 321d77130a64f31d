extension Problem {
    /// What is the matter, for programs: the last part of a problem's `type`.
    enum Kind: String, CaseIterable, Sendable {
        case notAdministrator = "not-administrator"
        case malformedJSON = "malformed-json"
        case invalidParameters = "invalid-parameters"
        case invalidFields = "invalid-fields"
        case noSuchRoom = "no-such-room"
        case noSuchParticipant = "no-such-participant"
        case noSuchLayout = "no-such-layout"
        case roomExists = "room-exists"
        case layoutExists = "layout-exists"
        case layoutInUse = "layout-in-use"
        case shippedLayout = "shipped-layout"
        case tooManyRooms = "too-many-rooms"
        case noPicture = "no-picture"
        case notKept = "not-kept"
        case keyInUse = "key-in-use"
        case keyReused = "key-reused"
        case draining = "draining"

        /// The URI that names it (RFC 9457 §3.1.1).
        var type: String { "urn:tessera:problem:\(rawValue)" }

        /// The same for every problem of the kind.
        var title: String {
            switch self {
            case .notAdministrator: "Only an administrator may do this"
            case .malformedJSON: "The body is not JSON"
            case .invalidParameters: "Parameters of the query are wrong"
            case .invalidFields: "Fields of the body are wrong"
            case .noSuchRoom: "There is no such room"
            case .noSuchParticipant: "There is no such participant"
            case .noSuchLayout: "There is no such layout"
            case .roomExists: "The room exists already"
            case .layoutExists: "The layout exists already"
            case .layoutInUse: "Other layouts use the layout"
            case .shippedLayout: "The layout came with the program"
            case .tooManyRooms: "There are as many rooms as the server may hold"
            case .noPicture: "There is no picture of the room"
            case .notKept: "It could not be kept"
            case .keyInUse: "The first request with this key is still being answered"
            case .keyReused: "The key was used for another request"
            case .draining: "The server is shutting down"
            }
        }
    }
}
