package import JSON

extension LayoutDocument {
    /// Texts longer than this are refused.
    package static let maximumBytes = 1_000_000

    /// Reads a document, and finds all that is wrong with it.
    ///
    /// - Parameters:
    ///   - text: JSON in UTF-8.
    ///   - catalogue: the layouts that it may `use`.
    /// - Throws: every fault, in the order of the text.
    package static func read(
        _ text: [UInt8],
        in catalogue: LayoutCatalogue,
    ) throws(LayoutFaults) -> LayoutDocument {
        try placed(in: text) { value throws(LayoutFaults) in try read(value, in: catalogue) }
    }

    /// Whether a text is a JSON Schema, such as that of layouts, which may stand beside them.
    ///
    /// A layout may name its schema (`$schema`) too, but has neither an `$id` nor `$defs`.
    package static func isSchema(_ text: [UInt8]) -> Bool {
        let value = try? placed(in: text) { value throws(LayoutFaults) in value }
        guard let value, case .text(let dialect) = value["$schema"] else { return false }
        return dialect.contains("json-schema.org/") && (value["$id"] ?? value["$defs"]) != nil
    }

    /// Reads a document; what it uses is neither looked for nor put in.
    package static func readAlone(_ text: [UInt8]) throws(LayoutFaults) -> LayoutDocument {
        try placed(in: text) { value throws(LayoutFaults) in try read(value, in: nil) }
    }

    /// Reads a document that is part of another JSON text, such as the body of a request.
    ///
    /// - Parameter catalogue: nil if what it uses is not to be looked for.
    /// - Throws: every fault, without its place in the text.
    package static func read(
        _ value: JSONValue,
        in catalogue: LayoutCatalogue?,
    ) throws(LayoutFaults) -> LayoutDocument {
        var reader = LayoutReader()
        var document = reader.document(LayoutReader.Node(value, JSONPointer()))
        var faults = reader.faults
        // What may have been replaced to go on reading is not looked at again.
        if let document, faults.isEmpty { faults = LayoutChecks.faults(of: document) }
        if let read = document, let catalogue {
            do throws(LayoutFaults) {
                document = try catalogue.linked(read)
            } catch {
                faults += error.faults
            }
        }
        guard let document, faults.isEmpty else { throw LayoutFaults(faults) }
        return document
    }

    /// Makes something of a JSON text; faults are told with their places in it.
    static func placed<Result>(
        in text: [UInt8],
        _ body: (JSONValue) throws(LayoutFaults) -> Result,
    ) throws(LayoutFaults) -> Result {
        guard text.count <= maximumBytes else {
            let reason = "longer than \(maximumBytes) bytes"
            throw LayoutFaults([LayoutFault(JSONPointer(), reason)])
        }
        // Editors may begin a file with a byte order mark.
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text[3...]) : text
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            let reason = "no JSON: \(error.reason)"
            throw LayoutFaults([LayoutFault(JSONPointer(), reason, position: error.position)])
        }
        do throws(LayoutFaults) {
            return try body(value)
        } catch {
            throw error.placed(in: text)
        }
    }
}

extension LayoutFaults {
    /// With the lines of a JSON text, and in its order.
    package func placed(in text: [UInt8]) -> LayoutFaults {
        let placed = faults.map { fault in
            var fault = fault
            fault.position = fault.position ?? fault.pointer.nearestPosition(in: text)
            return fault
        }
        let start = TextPosition(line: 0, column: 0)
        let ordered = placed.enumerated().sorted { left, right in
            let (first, second) = (left.element.position ?? start, right.element.position ?? start)
            return first == second ? left.offset < right.offset : first < second
        }
        return LayoutFaults(ordered.map(\.element))
    }
}

extension JSONPointer {
    /// Where it leads, or where it would stand if it is about something that is missing.
    fileprivate func nearestPosition(in text: [UInt8]) -> TextPosition? {
        var pointer = self
        while true {
            if let position = pointer.position(in: text) { return position }
            guard pointer.steps.popLast() != nil else { return nil }
        }
    }
}
