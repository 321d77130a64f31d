import Conference
import HTTPTypes
import JSON
import Media
import Testing

@testable import Server

@Suite struct FieldReaderTests {
    private func faults<Value>(
        of value: JSONValue,
        _ read: (inout FieldReader) -> Value?,
    ) throws -> [String: String] {
        let problem = try #require(throws: Problem.self) { try FieldReader.read(value, read) }
        #expect(problem.status == .unprocessableContent)
        return Dictionary(problem.faults.map { ($0.pointer, $0.reason) }) { $0 + " & " + $1 }
    }

    @Test func everyFaultIsNamedAtOnce() throws {
        let value: JSONValue = [
            "name": "a b", "title": 7, "capacity": 0,
            "canvas": ["width": 161, "height": "tall", "depth": 3], "layout": "",
            "policies": [], "persistent": "yes", "colour": "red", "a/b~c": 1,
        ]
        let faults = try faults(of: value) { reader in
            let name = reader.required(RoomFields.name)
            return (name, RoomFields.change(&reader))
        }
        #expect(
            Set(faults.keys) == [
                "/name", "/title", "/capacity", "/canvas/width", "/canvas/height", "/canvas/depth",
                "/layout", "/policies", "/persistent", "/colour", "/a~1b~0c",
            ]
        )
        #expect(faults["/canvas/width"] == "an even number, 160 to 3840")
        #expect(faults["/canvas/depth"]?.contains("fps, height, width") == true)
    }

    @Test func faultsWithoutEndAreCountedOnly() throws {
        let members = (0..<1000).map { JSONValue.Member(name: "m\($0)", value: nil) }
        let value = JSONValue.object(members + [.init(name: "capacity", value: 0)])
        let problem = #expect(throws: Problem.self) {
            try FieldReader.read(value) { RoomFields.change(&$0) }
        }
        #expect(problem?.faults.count == FieldFaults.most)
        #expect(problem?.faults.first?.pointer == "/capacity")
        #expect(problem?.detail.hasSuffix(", and \(1001 - FieldFaults.most) more") == true)
    }

    @Test func aNameWithoutEndIsNotToldBack() throws {
        let name = String(repeating: "n", count: 50_000)
        let problem = #expect(throws: Problem.self) {
            try FieldReader.read(["canvas": .object([.init(name: name, value: 1)])]) {
                RoomFields.change(&$0)
            }
        }
        #expect(problem?.faults.map(\.pointer) == ["/canvas"])
        #expect(problem?.faults[0].reason.hasPrefix("a name of 50000 bytes is not known") == true)
        #expect(problem.map { $0.json.utf8.count < 1000 } == true)
    }

    @Test func whatIsMissingIsNamed() throws {
        let faults = try faults(of: [:]) { $0.required(RoomFields.name) }
        #expect(faults == ["/name": "missing"])
    }

    @Test(arguments: [nil, true, 7, "room", ["name"]] as [JSONValue])
    func aBodyThatIsNoObjectIsOneFault(value: JSONValue) throws {
        #expect(try faults(of: value) { $0.required(RoomFields.name) } == ["": "an object"])
    }

    @Test func nullTakesATitleAwayAndNothingElse() throws {
        let change = try FieldReader.read(["title": nil]) { RoomFields.change(&$0) }
        #expect(change.title == .some(nil))
        #expect(try FieldReader.read([:]) { RoomFields.change(&$0) }.title == nil)
        let faults = try faults(of: ["capacity": nil, "canvas": nil, "persistent": nil]) {
            RoomFields.change(&$0)
        }
        #expect(Set(faults.keys) == ["/capacity", "/canvas", "/persistent"])
    }

    @Test func aNumberIsWholeByItsValueNotByItsSpelling() throws {
        let change = try FieldReader.read(["capacity": 20.0]) { RoomFields.change(&$0) }
        #expect(change.capacity == 20)
        let faults = try faults(of: ["capacity": 20.5, "canvas": ["fps": 1e300]]) {
            RoomFields.change(&$0)
        }
        #expect(Set(faults.keys) == ["/capacity", "/canvas/fps"])
    }

    @Test func halfACanvasIsCompleted() throws {
        let settings = Bureau().defaultSettings
        let change = try FieldReader.read(["canvas": ["height": 360]]) { RoomFields.change(&$0) }
        let changed = settings.changed(by: change.resolved(from: settings))
        #expect((changed.canvas.width, changed.canvas.height) == (1280, 360))
        #expect(changed.frameRate == 30)
    }

    @Test(arguments: [
        ("a", true), ("A-z_0.9", true), ("...", true), ("", false), (".", false), ("..", false),
        ("a/b", false), ("é", false), (String(repeating: "x", count: 64), true),
        (String(repeating: "x", count: 65), false),
    ])
    func namesAreFitForPaths(name: String, isRight: Bool) {
        #expect(TextRule.name(1...64).admits(name) == isRight)
    }

    @Test func linesHaveNoControlCharacters() {
        #expect(TextRule.line(1...8).admits("Ada é😀"))
        #expect(!TextRule.line(1...8).admits("a\nb"))
        #expect(TextRule.lines(1...8).admits("a\n\tb"))
        #expect(!TextRule.lines(1...8).admits("a\u{0}b"))
        // As JSON Schema counts: a family of four is seven.
        #expect(!TextRule.line(1...6).admits("👨‍👩‍👧‍👦"))
    }
}
