import Foundation
import Layout
import Media
import Testing

@Suite("Layouts of other servers")
struct ImportTests {
    private static func imported(_ text: String) throws(LayoutFaults) -> ImportedLayouts {
        try ImportedLayouts(reading: Array(text.utf8), name: "mine", prefix: "x-")
    }

    private static func rects(_ document: LayoutDocument, _ count: Int) -> [PixelRect] {
        let people = (0..<count).map { LayoutParticipant(id: "p\($0)", hasVideo: true) }
        let canvas = PixelSize(width: 720, height: 720)
        let situation = LayoutSituation(canvas: canvas, participants: people)
        return LayoutSolver.solve(document, situation, previous: nil).tiles.map(\.rect)
    }

    private static func slots(_ document: LayoutDocument) -> [LayoutDocument.Slot] {
        guard case .slots(let slots)? = document.variants.last?.content else { return [] }
        return slots
    }

    // MARK: FreeSWITCH

    private static let conference = """
        <?xml version="1.0"?>
        <!-- two layouts and a group -->
        <configuration name="conference_layouts.conf" description="Layouts &amp; groups">
          <layout-settings>
            <layouts>
              <layout name="one"><image x="0" y="0" scale="360" floor="true"/></layout>
              <layout name='1up+2' auto-3d-position="true" bgimg="wall.png">
                <image x="0" y="0" scale="240" hscale="360" floor="true" zoom="true"/>
                <image x="240" y="0" scale="120" border="4"/>
                <image x="300" y="300" scale="60" overlap="true" reservation_id="presenter"/>
                <image x="240" y="120" scale="60" floor-only="true"/>
                <image x="240" y="180" scale="60" role-id="judge"/>
                <image x="240" y="240" scale="60" file-only="true"/>
              </layout>
            </layouts>
            <groups>
              <group name="both"><layout>one</layout><layout> 1up+2 </layout></group>
            </groups>
          </layout-settings>
        </configuration>
        """

    @Test("FreeSWITCH: layouts, groups and what each image says")
    func freeSWITCH() throws {
        let imported = try Self.imported(Self.conference)
        #expect(imported.documents.map(\.name) == ["x-one", "x-1up+2", "x-both-group"])
        #expect(
            imported.notes == [
                "line 7: auto-3d-position=\"true\" is left out",
                "line 11: floor-only beside another image for the floor is for nobody",
            ]
        )
        let slots = Self.slots(imported.documents[1])
        #expect(slots.map(\.id) == ["background", "1", "2", "3", "4", "5", "6"])
        #expect(
            slots.map(\.source) == [
                [.image("wall.png")], [.speaker, .others, .self], [.others, .self],
                [.tag("presenter")], [.empty], [.role("judge")], [.tag("file")],
            ]
        )
        #expect(slots.map(\.z) == [-1, 0, 0, 1, 0, 0, 0])
        #expect(slots.dropFirst().prefix(2).map(\.style.fit) == [.cover, .contain])
        #expect(slots[2].style.idleBorder.width == LayoutLength("4px"))
        let rects = Self.rects(imported.documents[1], 1)
        #expect(rects[1] == PixelRect(x: 0, y: 0, width: 480, height: 720))
        #expect(
            Self.rects(imported.documents[2], 1) == [
                PixelRect(x: 0, y: 0, width: 720, height: 720)
            ]
        )
    }

    @Test(
        "FreeSWITCH: a faulty file is refused with its line",
        arguments: [
            ("<a/>", "no layouts"), ("<a>", "ends within <a>"), ("<a></b>", "</a> should stand"),
            ("<!DOCTYPE a []><a/>", "document types"), ("<a b='&x;'/>", "no such entity"),
            ("<a b='1' b='2'/>", "twice"),
            (
                "<layouts><layout name=\"a\"><image x=\"0\" y=\"0\"/></layout></layouts>",
                "no layouts",
            ),
            (
                "<c><layouts><layout name=\"a\"><image x=\"0\" y=\"0\"/></layout></layouts></c>",
                "\"scale\"",
            ),
            (
                "<c><layouts><layout name=\"a\"><image x=\"180\" y=\"0\" scale=\"270\"/></layout>"
                    + "</layouts></c>", "outside the canvas",
            ),
            (
                "<c><layouts/><groups><group name=\"g\"><layout>x</layout></group></groups></c>",
                "\"x\"",
            ),
        ],
    )
    func faultyXML(text: String, reason: String) {
        let error = #expect(throws: LayoutFaults.self) { try Self.imported(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("Beginnings and random changes of a file never trap")
    func mutations() {
        let text = Array(Self.conference.utf8)
        for length in 0..<text.count {
            #expect(throws: LayoutFaults.self) {
                try ImportedLayouts(reading: Array(text[..<length]), name: "a", prefix: "")
            }
        }
        var generator = SplitMix64(seed: 3)
        var refused = 0
        for _ in 0..<1000 {
            var changed = text
            let index = changed.indices.randomElement(using: &generator) ?? 0
            changed[index] = UInt8.random(in: 0...255, using: &generator)
            let read = try? ImportedLayouts(reading: changed, name: "a", prefix: "")
            refused += read == nil ? 1 : 0
        }
        #expect((1..<1000).contains(refused))
    }

    // MARK: Open WebRTC Toolkit

    private static func region(
        _ id: String,
        _ left: String,
        _ top: String,
        _ size: String,
    ) -> String {
        """
        { "id": "\(id)", "shape": "rectangle", "area":
          { "left": \(left), "top": \(top), "width": \(size), "height": \(size) } }
        """
    }

    private static let templates = """
        [ { "region": [ \(region("1", "0", "0", "1")) ] },
          { "region": [ \(region("1", "0", "0.25", "0.5")), \(region("2", "0.5", "0.25", "0.5")) ] },
          { "region": [ \(region("1", "0", "0", "\"2/3\"")), \(region("2", "0.667", "0", "0.333")),
            \(region("3", "{ \"numerator\": 2, \"denominator\": 3 }", "\"1/3\"", "\"1/3\"")) ] } ]
        """

    @Test("Open WebRTC Toolkit: templates become variants, numbers become exact")
    func toolkit() throws {
        let imported = try Self.imported(Self.templates)
        let document = try #require(imported.documents.first)
        #expect(document.name == "x-mine" && imported.notes.isEmpty)
        #expect(Self.rects(document, 1) == [PixelRect(x: 0, y: 0, width: 720, height: 720)])
        #expect(Self.rects(document, 2).map(\.x) == [0, 360])
        // 0.667 + 0.333 and 2/3 + 1/3 share an edge.
        #expect(Self.rects(document, 3).map(\.x) == [0, 480, 480])
        #expect(Self.rects(document, 9).map(\.maxX) == [480, 720, 720])
        #expect(Self.slots(document).map(\.style.fit) == [.contain, .contain, .contain])
    }

    @Test("Open WebRTC Toolkit: a view's settings around its templates")
    func toolkitView() throws {
        let text = """
            { "label": "common", "video": { "keepActiveInputPrimary": true,
              "bgColor": { "r": 1, "g": 2, "b": 255 }, "layout": { "fitPolicy": "crop",
                "templates": { "base": "fluid", "custom": \(Self.templates) } } } }
            """
        let imported = try Self.imported(text)
        let document = try #require(imported.documents.first)
        #expect(imported.notes.count == 1)
        #expect(document.canvas.background == RGB(red: 1, green: 2, blue: 255))
        #expect(Self.slots(document).map(\.style.fit) == [.cover, .cover, .cover])
        #expect(
            Self.slots(document).map(\.source)
                == [[.speaker, .others, .self], [.others, .self], [.others, .self]]
        )
    }

    @Test(
        "Open WebRTC Toolkit: a faulty file is refused with its place",
        arguments: [
            ("[", "no JSON"), ("[]", "at least 1"), ("[{}]", "\"region\""), ("{}", "is a list"),
            ("[{\"region\": [{\"id\": \"1\"}]}]", "\"area\""),
            ("[{\"region\": [\(region("1", "0", "0", "2"))]}]", "a part of 1"),
            ("[{\"region\": [\(region("1", "0.5", "0", "0.75"))]}]", "outside the canvas"),
            (
                "[{\"region\": [{\"id\": \"1\", \"shape\": \"circle\", \"area\": {}}]}]",
                "only rectangles",
            ),
        ],
    )
    func faultyToolkit(text: String, reason: String) {
        let error = #expect(throws: LayoutFaults.self) { try Self.imported(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
}
