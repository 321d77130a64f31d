import Conference
import JSON
import Layout

/// `/rooms/{room}/layout`.
struct RoomLayoutRoutes: Sendable {
    let administration: any Administration

    func read(_ call: APICall) async throws -> APIReply {
        .json(try await administration.layout(ofRoom: call.room).json)
    }

    func set(_ call: APICall) async throws -> APIReply {
        let choice = try call.read { reader in
            LayoutFields.choice(&reader, among: administration.layouts)
        }
        return .json(try await administration.setLayout(choice, ofRoom: call.room).json)
    }
}

/// What clients say of a room's layout.
enum LayoutFields {
    /// A name, or a document.
    static let layout = Field<JSONValue>(
        name: "layout",
        schema: ["oneOf": [RoomFields.layout.schema, Schema.reference("Layout")]],
    ) { value, faults in
        switch value {
        case .text, .object: return value
        default:
            faults.note("the name of a layout, or a layout")
            return nil
        }
    }

    static let pins = Field<[String: ParticipantID]>(
        name: "pins",
        schema: [
            "type": "object",
            "description": """
            Who is to stand where: ids of participants by region, which is a slot or \
            a cell of its grid, counted from 1.
            """,
            "maxProperties": .integer(maximumPins),
            "additionalProperties": participant,
        ],
    ) { value, faults in
        guard case .object(let members) = value, members.count <= maximumPins else {
            faults.note("an object of at most \(maximumPins) members")
            return nil
        }
        var pins: [String: ParticipantID] = [:]
        for member in members {
            faults.within(member.name) { faults in
                guard case .text(let id) = member.value else { return faults.note("a text") }
                pins[member.name] = ParticipantID(id)
            }
        }
        return pins
    }

    static let spotlight = Field<ParticipantID>(
        name: "spotlight",
        schema: participant,
    ) { value, faults in
        if case .text(let id) = value { return ParticipantID(id) }
        faults.note("the id of a participant")
        return nil
    }.nullable()

    private static let maximumPins = 256

    private static let participant = Schema.text("The id of a participant in the room.")

    static func choice(
        _ reader: inout FieldReader,
        among catalogue: LayoutCatalogue,
    ) -> LayoutChoice? {
        let value = reader.required(layout)
        let pins = reader.optional(pins) ?? [:]
        let spotlight = reader.optional(spotlight) ?? nil
        guard let value, let layout = self.layout(value, &reader, among: catalogue) else {
            return nil
        }
        var choice = LayoutChoice(layout)
        choice.pins = pins
        choice.spotlight = spotlight
        return choice
    }

    private static func layout(
        _ value: JSONValue,
        _ reader: inout FieldReader,
        among catalogue: LayoutCatalogue,
    ) -> LayoutChoice.Layout? {
        if case .text(let name) = value { return .named(name) }
        do throws(LayoutFaults) {
            return .inline(try LayoutDocument.read(value, in: catalogue))
        } catch {
            reader.note(error.faults.map { FieldFault($0) }, within: layout.name)
            return nil
        }
    }

    static let schemas: KeyValuePairs<String, JSONValue> = [
        "LayoutChoice": Schema.request(
            "What a room is to show: a layout that the server knows, or one for this room alone.",
            required: [layout.member],
            optional: [pins.member, spotlight.member],
        )
    ]
}

extension FieldFault {
    /// A fault of a layout, with the slot that it is about.
    init(_ fault: LayoutFault) {
        let layout = fault.layout.map { "layout \"\($0)\": " } ?? ""
        let slot = fault.slot.map { "slot \"\($0)\": " } ?? ""
        self.init(pointer: fault.pointer.description, reason: layout + slot + fault.reason)
    }
}
