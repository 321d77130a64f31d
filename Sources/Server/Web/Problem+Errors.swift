import Conference
import HTTPTypes
import JSON
import Layout
import Peer

extension Problem {
    /// Why a `POST /join` could not seat anybody.
    init(_ error: JoinError) {
        switch error {
        case .noSuchRoom:
            self.init(.notFound, "there is no such room")
        case .full(let seconds):
            self.init(.serviceUnavailable, "the room is full")
            headers[.retryAfter] = String(seconds)
        case .draining:
            self = .draining
        case .closed:
            self.init(.forbidden, "the room is closed")
        case .badName(let reason):
            self.init(.badRequest, reason)
        case .noSuchLayout(let known):
            self.init(.unprocessableContent, "there is no such layout")
            supported = known
        case .noOwnView(let layout):
            let detail = "a view of one's own is not offered yet; the room shows \(layout)"
            self.init(.unprocessableContent, detail)
            supported = [layout]
        }
    }

    /// Why an offer has no answer.
    init(_ error: NegotiationError) {
        switch error {
        case .malformed(let reason):
            self.init(.badRequest, "malformed session description: \(reason)")
        case .noCommonCodec(let codecs):
            self.init(.unprocessableContent, "no codec in common")
            supported = codecs
        case .unsupported(let reason):
            self.init(.unprocessableContent, reason)
        }
    }

    /// Why something that an administrator asked for was not done.
    init(_ error: AdministrationError) {
        switch error {
        case .noSuchRoom:
            self.init(.notFound, .noSuchRoom, "no room has this name")
        case .noSuchParticipant:
            self.init(.notFound, .noSuchParticipant, "nobody in this room has this id")
        case .roomExists:
            self.init(.conflict, .roomExists, "a room of this name exists: change it with PATCH")
        case .tooManyRooms:
            let detail = "no more rooms are allowed (rooms.limit): delete one first"
            self.init(.conflict, .tooManyRooms, detail)
        case .draining:
            self = .draining
        case .noPicture:
            self.init(.conflict, .noPicture, "no picture came about in time: try again")
        case .noSuchLayout(let known):
            let reason = "no layout of this name; there are: \(known.joined(separator: ", "))"
            self.init([FieldFault(pointer: "/layout", reason: reason)])
            supported = known
        case .layoutExists:
            let detail = "a layout of this name exists: change it with PUT"
            self.init(.conflict, .layoutExists, detail)
        case .shippedLayout:
            let detail = "it came with the program: make one of another name"
            self.init(.conflict, .shippedLayout, detail)
        case .faultyLayout(let faults):
            self.init(faults)
        case .notKept(let reason):
            self.init(.insufficientStorage, .notKept, reason)
        case .invalid(let faults):
            self.init(faults)
        }
    }

    /// Fields of a body that are not as they should be.
    ///
    /// - Parameter untold: how many more there are than `faults` has.
    init(_ faults: [FieldFault], untold: Int = 0) {
        let names = faults.map { $0.pointer.isEmpty ? "the body" : $0.pointer }
        let rest = untold > 0 ? ", and \(untold) more" : ""
        self.init(
            .unprocessableContent,
            .invalidFields,
            "wrong: \(names.joined(separator: ", "))\(rest)",
        )
        self.faults = faults
    }

    /// Faults of a layout, as many as are told of any body.
    init(_ faults: [LayoutFault]) {
        let told = faults.prefix(FieldFaults.most).map { FieldFault($0) }
        self.init(told, untold: faults.count - told.count)
    }

    /// Parameters of a query that are not as they should be; their pointers begin with `?`.
    init(parameters faults: [FieldFault]) {
        let names = faults.map(\.pointer).joined(separator: ", ")
        self.init(.badRequest, .invalidParameters, "wrong: \(names)")
        self.faults = faults
    }

    /// A name that no room can have.
    init(_ fault: NameFault) { self.init(.badRequest, fault.reason) }

    /// A body that is not JSON.
    init(_ fault: JSONFault) {
        self.init(
            .badRequest,
            .malformedJSON,
            "line \(fault.position.line), column \(fault.position.column): \(fault.reason)",
        )
    }

    /// The server is going down; a load balancer has another one, or it is back soon.
    static var draining: Problem {
        var problem = Problem(.serviceUnavailable, .draining, "the server is shutting down")
        problem.headers[.retryAfter] = "10"
        return problem
    }
}
