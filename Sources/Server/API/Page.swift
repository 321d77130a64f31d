import Conference
import HTTPTypes
import JSON

/// What the cursors of a list look like.
struct CursorForm: Sendable {
    /// JSON Schema of them.
    let schema: JSONValue
    let admits: @Sendable (String) -> Bool

    /// - Parameter rule: of what the list is sorted by.
    static func text(_ rule: TextRule) -> CursorForm {
        CursorForm(schema: rule.schema("Where a page ended."), admits: rule.admits)
    }
}

/// Which part of a list is asked for.
struct PageRequest: Hashable, Sendable {
    static let limits = 1...200
    static let defaultLimit = 50

    var limit = defaultLimit
    /// From an earlier page.
    var cursor: String?

    /// - Throws: `Problem` (400).
    init(query: String?, cursor form: CursorForm) throws(Problem) {
        var faults: [FieldFault] = []
        if let text = try PercentCoding.value(of: "limit", inQuery: query) {
            if let limit = Int(text), Self.limits.contains(limit) {
                self.limit = limit
            } else {
                let range = "\(Self.limits.lowerBound) to \(Self.limits.upperBound)"
                faults.append(FieldFault(pointer: "?limit", reason: range))
            }
        }
        cursor = try PercentCoding.value(of: "cursor", inQuery: query)
        if let cursor, !form.admits(cursor) { faults.append(Self.badCursor) }
        guard faults.isEmpty else { throw Problem(parameters: faults) }
    }

    private static let badCursor = FieldFault(
        pointer: "?cursor",
        reason: "the nextCursor of an earlier page",
    )

    /// The parameters of a list.
    static func parameters(cursor form: CursorForm) -> [Endpoint.Parameter] {
        [
            Endpoint.Parameter(
                name: "limit",
                place: .query,
                schema: Schema.integer(in: limits, "A number of elements."),
                description: "How many at most; \(defaultLimit) without it.",
            ),
            Endpoint.Parameter(
                name: "cursor",
                place: .query,
                schema: form.schema,
                description: "The `nextCursor` of an earlier page: what comes after it.",
            ),
        ]
    }
}

/// A part of a list.
struct Page<Element> {
    let elements: ArraySlice<Element>
    /// Where the next page begins; nil if this is the last.
    let nextCursor: String?

    /// - Parameters:
    ///   - all: the whole list, in order.
    ///   - isAfter: whether an element comes after a cursor.
    ///   - cursor: what a page that ends with an element gives to its next one.
    init(
        of all: [Element],
        _ request: PageRequest,
        isAfter: (Element, String) -> Bool,
        cursor: (Element) -> String,
    ) {
        let start = request.cursor.map { cursor in
            all.firstIndex { isAfter($0, cursor) } ?? all.endIndex
        }
        elements = all[(start ?? 0)...].prefix(request.limit)
        nextCursor = elements.endIndex < all.endIndex ? elements.last.map(cursor) : nil
    }

    /// The page as a response.
    func reply(_ json: (Element) -> JSONValue) -> APIReply {
        .json([
            "items": .array(elements.map(json)),
            "nextCursor": nextCursor.map { .text($0) } ?? nil,
        ])
    }

    /// Schema of the response.
    static func schema(of element: String, _ description: String) -> JSONValue {
        Schema.object(
            description,
            required: [
                SchemaMember(
                    name: "items",
                    schema: Schema.array(of: Schema.reference(element), "In order."),
                ),
                SchemaMember(
                    name: "nextCursor",
                    schema: Schema.nullable(
                        Schema.text("To be given as `cursor` to get what follows; null at the end.")
                    ),
                ),
            ],
        )
    }
}
