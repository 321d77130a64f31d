import Conference
import HTTPTypes
import JSON
import Layout
import Media

/// `/layouts` and each of them.
struct LayoutRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let catalogue = administration.layouts
        let page = Page(
            of: catalogue.names.compactMap { catalogue[$0] },
            try PageRequest(query: call.query, cursor: LayoutSchemas.cursor),
            isAfter: { $0.name > $1 },
            cursor: \.name,
        )
        return page.reply { $0.summary(isShipped: administration.isShipped($0.name)) }
    }

    func read(_ call: APICall) async throws -> APIReply { .json(try document(call).json) }

    func create(_ call: APICall) async throws -> APIReply {
        try await keep(try call.layout(among: administration.layouts), asNew: true)
    }

    func put(_ call: APICall) async throws -> APIReply {
        let document = try call.layout(among: administration.layouts)
        guard document.name == call.layoutName else {
            let reason = "the same name as in the path: a layout is not renamed"
            throw Problem([FieldFault(pointer: "/name", reason: reason)])
        }
        return try await keep(document, asNew: false)
    }

    func delete(_ call: APICall) async throws -> APIReply {
        let name = try document(call).name
        do throws(AdministrationError) {
            try await administration.removeLayout(name)
            return .noContent
        } catch {
            switch error {
            case .noSuchLayout:
                // Somebody else was faster.
                throw Self.notFound
            case .faultyLayout(let faults):
                let users = faults.compactMap(\.layout).map { "\"\($0)\"" }
                let detail = "other layouts use it: \(users.joined(separator: ", "))"
                throw Problem(.conflict, .layoutInUse, detail)
            default:
                throw error
            }
        }
    }

    func preview(_ call: APICall) async throws -> APIReply {
        let document = try document(call)
        let request = try PreviewRequest(query: call.query)
        let drawing = Array(document.preview(of: request).utf8)
        return APIReply(
            status: .ok,
            headers: [
                .contentType: "image/svg+xml",
                // It is to be looked at and does nothing.
                .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
            ],
            body: drawing,
        )
    }

    private func document(_ call: APICall) throws(Problem) -> LayoutDocument {
        if let document = administration.layouts[call.layoutName] { return document }
        throw Self.notFound
    }

    private func keep(_ document: LayoutDocument, asNew: Bool) async throws -> APIReply {
        let isNew = try await administration.keepLayout(document, asNew: asNew)
        var reply = APIReply.json(document.json, status: isNew ? .created : .ok)
        if isNew {
            reply.headers[.location] =
                "\(Endpoint.base)/layouts/\(PercentCoding.encodeSegment(document.name))"
        }
        return reply
    }

    private static var notFound: Problem {
        Problem(.notFound, .noSuchLayout, "no layout has this name or alias")
    }
}

extension APICall {
    /// The layout that the path names.
    fileprivate var layoutName: String { path["layout"] ?? "" }

    /// Reads the body as a layout.
    ///
    /// - Throws: `Problem`: 400 if it is not JSON, 422 that names every fault of it.
    fileprivate func layout(among catalogue: LayoutCatalogue) throws(Problem) -> LayoutDocument {
        let value = try json()
        do throws(LayoutFaults) {
            return try LayoutDocument.read(value, in: catalogue)
        } catch {
            throw Problem(error.faults)
        }
    }
}

/// What a preview is to show.
struct PreviewRequest: Hashable, Sendable {
    static let participants = 0...100

    var count = 4
    var canvas = PixelSize(width: 1280, height: 720)

    /// - Throws: `Problem` (400).
    init(query: String?) throws(Problem) {
        var faults: [FieldFault] = []
        func number(
            _ name: String,
            _ range: ClosedRange<Int>,
            isEven: Bool = false,
        ) throws(Problem) -> Int? {
            guard let text = try PercentCoding.value(of: name, inQuery: query) else { return nil }
            if let number = Int(text), range.contains(number), !isEven || number % 2 == 0 {
                return number
            }
            let reason = "\(range.lowerBound) to \(range.upperBound)" + (isEven ? ", even" : "")
            faults.append(FieldFault(pointer: "?\(name)", reason: reason))
            return nil
        }
        count = try number("participants", Self.participants) ?? count
        canvas = PixelSize(
            width: try number("width", RoomSettings.canvasWidths, isEven: true) ?? canvas.width,
            height: try number("height", RoomSettings.canvasHeights, isEven: true) ?? canvas.height,
        )
        guard faults.isEmpty else { throw Problem(parameters: faults) }
    }

    static let parameters = [
        Endpoint.Parameter(
            name: "participants",
            place: .query,
            schema: Schema.integer(in: participants, "A number of people."),
            description: "How many people there are; 4 without it.",
        ),
        Endpoint.Parameter(
            name: "width",
            place: .query,
            schema: Schema.integer(in: RoomSettings.canvasWidths, isEven: true, "In pixels."),
            description: "Of the canvas; 1280 without it.",
        ),
        Endpoint.Parameter(
            name: "height",
            place: .query,
            schema: Schema.integer(in: RoomSettings.canvasHeights, isEven: true, "In pixels."),
            description: "Of the canvas; 720 without it.",
        ),
    ]
}

extension LayoutDocument {
    /// A drawing of it for people called 1, 2, 3 and so on, of whom the first one speaks.
    fileprivate func preview(of request: PreviewRequest) -> String {
        let people = (0..<request.count).map { index in
            var person = LayoutParticipant(id: "p\(index + 1)", hasVideo: true)
            person.name = "\(index + 1)"
            person.speakingRank = index == 0 ? 0 : nil
            return person
        }
        let situation = LayoutSituation(canvas: request.canvas, participants: people)
        let names = Dictionary(uniqueKeysWithValues: people.map { ($0.id, $0.name) })
        return LayoutSolver.solve(self, situation, previous: nil).svg(names: names)
    }
}
