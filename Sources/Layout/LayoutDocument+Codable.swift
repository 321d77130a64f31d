extension LayoutDocument: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, title, canvas, variants
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        name = try container.decode(String.self, forKey: .name)
        guard !name.isEmpty else { throw DecodingError.fault(decoder, "a layout has a name") }
        title = try container.decodeIfPresent(String.self, forKey: .title) ?? name
        canvas = try container.decodeIfPresent(Canvas.self, forKey: .canvas) ?? Canvas()
        variants = try container.decode([Variant].self, forKey: .variants)
        guard !variants.isEmpty else {
            throw DecodingError.fault(decoder, "a layout has at least one variant")
        }
    }
}

extension LayoutDocument.Canvas: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case background, gap, margin
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        self.init()
        background = try container.decodeIfPresent(RGB.self, forKey: .background) ?? background
        gap = try container.decodeIfPresent(LayoutLength.self, forKey: .gap) ?? gap
        margin = try container.decodeIfPresent(LayoutLength.self, forKey: .margin) ?? margin
    }
}

extension LayoutDocument.Variant: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case slots
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        slots = try container.decode([LayoutDocument.Slot].self, forKey: .slots)
        guard !slots.isEmpty else {
            throw DecodingError.fault(decoder, "a variant has at least one slot")
        }
        guard Set(slots.map(\.id)).count == slots.count else {
            throw DecodingError.fault(decoder, "two slots have the same id")
        }
    }
}

extension LayoutDocument.Slot: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case id, grid, source, fit
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        grid = try container.decode(LayoutDocument.Grid.self, forKey: .grid)
        source = try container.decode([LayoutDocument.SourceRule].self, forKey: .source)
        fit = try container.decodeIfPresent(Fit.self, forKey: .fit) ?? .cover
        guard !source.isEmpty else {
            throw DecodingError.fault(decoder, "slot \"\(id)\" can never be filled: no source")
        }
    }
}

extension LayoutDocument.Grid: Codable {
    private enum Keys: String, CodingKey, CaseIterable {
        case rect, auto
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: Keys.self)
        rect = try container.decode(LayoutRect.self, forKey: .rect)
        guard try container.decode(Bool.self, forKey: .auto) else {
            throw DecodingError.fault(decoder, "only \"auto\": true is supported")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(rect, forKey: .rect)
        try container.encode(true, forKey: .auto)
    }
}

extension LayoutRect: Codable {
    package init(from decoder: any Decoder) throws {
        let lengths = try decoder.singleValueContainer().decode([LayoutLength].self)
        guard lengths.count == 4 else {
            throw DecodingError.fault(decoder, "a rectangle is [x, y, width, height]")
        }
        self.init(x: lengths[0], y: lengths[1], width: lengths[2], height: lengths[3])
        guard Self.fits(x, width), Self.fits(y, height) else {
            throw DecodingError.fault(decoder, "the rectangle is empty or outside the canvas")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([x, y, width, height])
    }

    /// Pixels are checked against the canvas when it is known: the solver clips.
    private static func fits(_ start: LayoutLength, _ extent: LayoutLength) -> Bool {
        guard extent.numerator > 0 else { return false }
        guard start.unit == .canvas, extent.unit == .canvas else { return true }
        // start + extent ≤ 1 in whole numbers; each product is below 10¹².
        let left =
            start.numerator * extent.denominator + extent.numerator * start.denominator
        return left <= start.denominator * extent.denominator
    }
}
