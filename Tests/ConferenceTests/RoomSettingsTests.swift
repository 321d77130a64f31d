import Media
import Testing

@testable import Conference

@Suite("What a room's settings may be")
struct RoomSettingsTests {
    private let settings = RoomSettings(ConferenceConfiguration())

    @Test("The settings that a server begins with are in range")
    func defaults() { #expect(settings.faults.isEmpty) }

    private typealias Change = @Sendable (inout RoomSettings) -> Void

    private static let wrong: [(String, Change)] = [
        ("/capacity", { $0.capacity = 0 }), ("/capacity", { $0.capacity = 1001 }),
        ("/canvas/width", { $0.canvas.width = 158 }),
        ("/canvas/width", { $0.canvas.width = 3842 }),
        ("/canvas/width", { $0.canvas.width = 641 }),
        ("/canvas/height", { $0.canvas.height = 88 }),
        ("/canvas/height", { $0.canvas.height = 2162 }),
        ("/canvas/height", { $0.canvas.height = 361 }),
        ("/canvas/fps", { $0.frameRate = 0 }), ("/canvas/fps", { $0.frameRate = 61 }),
    ]

    @Test("What is out of range is named with its place", arguments: 0..<wrong.count)
    func ranges(number: Int) {
        let (pointer, change) = Self.wrong[number]
        var settings = settings
        change(&settings)
        #expect(settings.faults.map(\.pointer) == [pointer])
    }

    private static let right: [Change] = [
        { $0.capacity = 1 }, { $0.capacity = 1000 }, { $0.canvas.width = 160 },
        { $0.canvas.width = 3840 }, { $0.canvas.height = 90 }, { $0.canvas.height = 2160 },
        { $0.frameRate = 1 }, { $0.frameRate = 60 },
    ]

    @Test("The bounds themselves are in range", arguments: 0..<right.count)
    func bounds(number: Int) {
        var settings = settings
        Self.right[number](&settings)
        #expect(settings.faults.isEmpty)
    }

    @Test("All faults are told at once; a title is short and has no control characters")
    func several() {
        var wrong = settings
        wrong.title = String(repeating: "x", count: 121)
        wrong.capacity = -1
        wrong.canvas = PixelSize(width: 1, height: 1)
        #expect(
            wrong.faults.map(\.pointer) == [
                "/title", "/capacity", "/canvas/width", "/canvas/height",
            ]
        )
        wrong = settings
        wrong.title = "a\u{7}b"
        #expect(wrong.faults.map(\.pointer) == ["/title"])
        wrong.title = String(repeating: "ü", count: 120)
        #expect(wrong.faults.isEmpty)
    }

    @Test("A change touches what it names, and takes a title away")
    func changes() {
        var titled = settings
        titled.title = "Planning"
        var change = RoomSettingsChange()
        change.frameRate = 15
        change.isOpen = false
        let changed = titled.changed(by: change)
        #expect(changed.frameRate == 15 && !changed.isOpen)
        #expect(changed.title == "Planning" && changed.canvas == settings.canvas)
        change = RoomSettingsChange()
        change.title = .some(nil)
        #expect(titled.changed(by: change).title == nil)
        #expect(titled.changed(by: RoomSettingsChange()) == titled)
    }
}
