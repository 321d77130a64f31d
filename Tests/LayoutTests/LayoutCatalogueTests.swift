import Foundation
import JSON
import Layout
import Testing

@Suite("The catalogue of layouts")
struct LayoutCatalogueTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../layouts").standardized

    private static func uses(_ name: String, _ others: String...) -> LayoutDocument {
        let slot = LayoutDocument.Slot(id: "s", area: .rect(.whole), source: [.others])
        var screen = LayoutDocument.Condition()
        screen.screen = true
        let variants = others.map { LayoutDocument.Variant(when: screen, use: $0) }
        return LayoutDocument(
            name: name,
            title: name,
            variants: variants + [LayoutDocument.Variant(slots: [slot])],
        )
    }

    @Test("What the program carries is what lies in the folder")
    func shipped() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        let names = files.filter { $0.hasSuffix(".json") && $0 != "schema.json" }
            .map { String($0.dropLast(5)) }
        #expect(LayoutCatalogue.shipped.names == names.sorted())
        for name in names {
            let text = try Data(contentsOf: Self.folder.appending(path: name + ".json"))
            let document = try LayoutDocument.read(Array(text), in: .shipped)
            #expect(document == LayoutCatalogue.shipped[name])
            #expect(document.name == name)
        }
    }

    @Test("The shipped grid is the built-in one")
    func grid() { #expect(LayoutCatalogue.shipped["grid"] == .grid) }

    @Test(
        "The names of other servers",
        arguments: [
            ("1:7", "speaker-7"), ("4:0", "2x2"), ("2:21", "two-speakers-21"),
            ("allEqual", "grid"), ("allEqualNinths", "3x3"), ("telepresence", "filmstrip"),
            ("stacked", "speaker"), ("speakerOnly", "solo"), ("1:0", "solo"), ("grid", "grid"),
        ],
    )
    func aliases(alias: String, name: String) {
        #expect(LayoutCatalogue.shipped[alias]?.name == name)
    }

    @Test(
        "Every shipped layout is read as it is written",
        arguments: LayoutCatalogue.shipped.names,
    )
    func roundTrip(name: String) throws {
        let document = try #require(LayoutCatalogue.shipped[name])
        let text = Array(document.json.lines.utf8)
        #expect(try LayoutDocument.read(text, in: .shipped) == document)
    }

    @Test("What a layout uses is put in, through others too")
    func linked() throws {
        let catalogue = try LayoutCatalogue([
            Self.uses("a", "b"), Self.uses("b", "c"), Self.uses("c"),
        ])
        guard case .use("b", let used?) = catalogue["a"]?.variants[0].content,
            case .use("c", let deepest?) = used.variants[0].content
        else {
            Issue.record("not linked")
            return
        }
        #expect(deepest == catalogue["c"])
    }

    @Test("Rings, strangers and names that stand twice are refused")
    func refused() {
        func reasons(_ documents: LayoutDocument...) -> [String] {
            do throws(LayoutFaults) {
                _ = try LayoutCatalogue(documents)
                return []
            } catch {
                return error.faults.map(\.reason)
            }
        }
        #expect(
            reasons(Self.uses("a", "b"), Self.uses("b", "c"), Self.uses("c", "a")).count == 1
        )
        #expect(reasons(Self.uses("a", "a"))[0].contains("in a ring: a → a"))
        #expect(reasons(Self.uses("a", "x"))[0].contains("no layout is named \"x\""))
        #expect(reasons(Self.uses("a"), Self.uses("a"))[0].contains("belongs to the layout \"a\""))
        var alias = Self.uses("b")
        alias.aliases = ["a"]
        #expect(reasons(Self.uses("a"), alias)[0].contains("the name \"a\" belongs"))
    }

    @Test("Layouts that use each other downwards many times over are refused in no time")
    func wide() throws {
        // Each has a variant more than twice as many as the next: 1, 5, 13, 29, … 2^40 in the end.
        func documents(_ count: Int) -> [LayoutDocument] {
            (0..<count).map { Self.uses("n\($0)", "n\($0 + 1)", "n\($0 + 1)") }
                + [Self.uses("n\(count)")]
        }
        let faults = #expect(throws: LayoutFaults.self) { try LayoutCatalogue(documents(40)) }
        #expect(faults?.faults.contains { $0.layout == "n32" } == true)
        #expect(faults?.faults.allSatisfy { $0.reason.hasPrefix("uses too much") } == true)
        let catalogue = try LayoutCatalogue(documents(7))
        #expect(catalogue.names.count == 8)
        #expect(throws: LayoutFaults.self) {
            try catalogue.linked(Self.uses("x", "n0", "n0"))
        }
    }

    @Test("The schema knows the keys that the reader knows")
    func schema() throws {
        let text = try Data(contentsOf: Self.folder.appending(path: "schema.json"))
        let schema = try JSONValue(parsing: Array(text))
        func keys(_ path: JSONPointer.Step...) -> [String]? {
            let pointer = JSONPointer(path + [.member("properties")])
            guard case .object(let members)? = schema.value(at: pointer) else { return nil }
            return members.map(\.name)
        }
        func definition(_ name: String, _ more: JSONPointer.Step...) -> [String]? {
            let pointer = JSONPointer(
                [.member("$defs"), .member(name)] + more + [.member("properties")]
            )
            guard case .object(let members)? = schema.value(at: pointer) else { return nil }
            return members.map(\.name)
        }
        let either = [JSONPointer.Step.member("oneOf"), .element(1)]
        #expect(keys() == LayoutKeys.document)
        #expect(definition("canvas") == LayoutKeys.canvas)
        #expect(definition("overflow") == LayoutKeys.overflow)
        #expect(definition("transition") == LayoutKeys.transition)
        #expect(definition("variant") == LayoutKeys.variant)
        #expect(
            definition("variant", .member("properties"), .member("when")) == LayoutKeys.condition
        )
        #expect(definition("slot") == LayoutKeys.slot)
        #expect(definition("grid") == LayoutKeys.grid)
        #expect(definition("slot", .member("properties"), .member("border")) == LayoutKeys.borders)
        #expect(definition("border", either[0], either[1]) == LayoutKeys.border)
        #expect(definition("label", either[0], either[1]) == LayoutKeys.label)
    }
}
