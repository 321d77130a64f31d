import Media

extension RoomSettings {
    package static let maximumTitleLength = 120
    package static let capacities = 1...1000
    package static let canvasWidths = 160...3840
    package static let canvasHeights = 90...2160
    package static let frameRates = 1...60

    /// Everything that is out of range; whether the layout is known, the conference knows.
    package var faults: [FieldFault] {
        var faults: [FieldFault] = []
        func check(_ pointer: String, _ isRight: Bool, _ reason: String) {
            if !isRight { faults.append(FieldFault(pointer: pointer, reason: reason)) }
        }
        check(
            "/title",
            title.map(Self.isTitle) ?? true,
            "at most \(Self.maximumTitleLength) characters, none of them a control character",
        )
        check("/capacity", Self.capacities.contains(capacity), Self.text(Self.capacities))
        check(
            "/canvas/width",
            Self.canvasWidths.contains(canvas.width) && canvas.width.isMultiple(of: 2),
            Self.text(Self.canvasWidths) + ", even",
        )
        check(
            "/canvas/height",
            Self.canvasHeights.contains(canvas.height) && canvas.height.isMultiple(of: 2),
            Self.text(Self.canvasHeights) + ", even",
        )
        check("/canvas/fps", Self.frameRates.contains(frameRate), Self.text(Self.frameRates))
        return faults
    }

    private static func isTitle(_ text: String) -> Bool {
        text.count <= maximumTitleLength && text.utf8.count <= 16 * maximumTitleLength
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        "\(range.lowerBound) to \(range.upperBound)"
    }
}
