import Conference
import HTTPTypes
import JSON
import Layout
import Testing

@testable import Server

@Suite struct LayoutRoutesTests {
    private static let json: HTTPFields = [.contentType: "application/json"]

    private static func layout(_ name: String, source: String = "others") -> String {
        """
        {"name":"\(name)","variants":[{"slots":[
          {"id":"s","rect":["0","0","1","1"],"source":["\(source)"]}]}]}
        """
    }

    @Test func aLayoutIsMadeReadChangedDrawnAndRemoved() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts/own:1"
            let made = try await server.request(.put, path, Self.json, body: Self.layout("own:1"))
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/layouts/own%3A1")
            let read = try await server.request(.get, "/api/v1/layouts/own%3A1")
            #expect(read.status == 200 && read.body == made.body)
            let changed = Self.layout("own:1", source: "speaker")
            #expect(try await server.request(.put, path, Self.json, body: changed).status == 200)
            let list = try await server.request(.get, "/api/v1/layouts").json()
            guard case .array(let items) = list["items"] else { return #expect(Bool(false)) }
            #expect(items.map { $0["name"] } == ["grid", "own:1", "solo"])
            #expect(items.map { $0["shipped"] } == [true, false, true])
            #expect(items[0]["aliases"] == ["allEqual", "equal"])
            let drawing = try await server.request(.get, path + "/preview.svg?participants=2")
            #expect(drawing.headers[.contentType] == "image/svg+xml")
            #expect(drawing.body.contains("viewBox=\"0 0 1280 720\""))
            #expect(try await server.request(.delete, path).status == 204)
            #expect(try await server.request(.get, path).status == 404)
            #expect(try await server.request(.delete, path).status == 404)
        }
    }

    @Test func aNewOneHasANameOfItsOwn() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts"
            let made = try await server.request(.post, path, Self.json, body: Self.layout("own"))
            #expect(made.status == 201)
            for name in ["own", "grid", "equal"] {
                let body = Self.layout(name)
                let again = try await server.request(.post, path, Self.json, body: body)
                #expect(again.status == 409, "\(name)")
                #expect(again.body.contains("layout-exists"))
            }
        }
    }

    @Test func whatSomebodyElseRemovedFirstIsNotThere() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts/own"
            let made = try await server.request(.put, path, Self.json, body: Self.layout("own"))
            #expect(made.status == 201)
            await server.bureau.fail(.noSuchLayout(known: ["grid"]))
            let late = try await server.request(.delete, path)
            #expect(late.status == 404 && late.body.contains("no-such-layout"))
        }
    }

    @Test func shippedLayoutsAreNotChanged() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts/grid"
            let put = try await server.request(.put, path, Self.json, body: Self.layout("grid"))
            #expect(put.status == 409 && put.body.contains("shipped-layout"))
            #expect(try await server.request(.delete, path).status == 409)
        }
    }

    @Test func allThatIsWrongIsToldWithItsPlace() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts/own"
            let body = Self.layout("own", source: "speeker").replacing(
                "\"rect\"",
                with: "\"rekt\"",
            )
            let wrong = try await server.request(.put, path, Self.json, body: body)
            #expect(wrong.status == 422)
            guard case .array(let errors) = try wrong.json()["errors"] else {
                return #expect(Bool(false))
            }
            let slot = "/variants/0/slots/0"
            #expect(
                errors.map { $0["pointer"] } == [
                    .text("\(slot)/rekt"), .text(slot), .text("\(slot)/source/0"),
                ]
            )
            #expect(errors[0]["reason"] == #"slot "s": unknown key "rekt"; did you mean "rect"?"#)
            let renamed = try await server.request(.put, path, Self.json, body: Self.layout("a"))
            #expect(renamed.status == 422 && renamed.body.contains(#""pointer":"/name""#))
            let cut = try await server.request(.put, path, Self.json, body: "{")
            #expect(cut.status == 400)
        }
    }

    @Test(arguments: ["participants=101", "participants=x", "width=641", "height=10"])
    func aPreviewHasBounds(query: String) async throws {
        try await TestServer.run { server in
            let path = "/api/v1/layouts/grid/preview.svg?"
            let outside = try await server.request(.get, path + query)
            #expect(outside.status == 400)
            let empty = try await server.request(.get, path + "participants=0")
            #expect(empty.status == 200)
            let none = try await server.request(.get, "/api/v1/layouts/none/preview.svg")
            #expect(none.status == 404)
        }
    }

    @Test func aRoomGetsALayoutOfItsOwn() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada"])
            let path = "/api/v1/rooms/a/layout"
            let body = #"{"layout":\#(Self.layout("own")),"pins":{"s":"p0"},"spotlight":"p0"}"#
            let set = try await server.request(.put, path, Self.json, body: body)
            #expect(set.status == 200)
            let value = try set.json()
            #expect(value["layout"] == "own" && value["inline"] == true)
            #expect(value["pins"] == ["s": "p0"] && value["spotlight"] == "p0")
            let read = try await server.request(.get, path).json()
            #expect(read == value)
            let named = #"{"layout":"equal"}"#
            let back = try await server.request(.put, path, Self.json, body: named).json()
            #expect(back["layout"] == "grid" && back["inline"] == false)
            #expect(back["pins"] == [:] && back["spotlight"] == .null)
        }
    }

    @Test func faultsOfAnInlineLayoutStandBelowIt() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let path = "/api/v1/rooms/a/layout"
            let layout = Self.layout("own", source: "speeker")
            let body = #"{"layout":\#(layout),"pins":{"s":1},"spotlight":2,"more":3}"#
            let wrong = try await server.request(.put, path, Self.json, body: body)
            #expect(wrong.status == 422)
            for pointer in [
                "/layout/variants/0/slots/0/source/0", "/pins/s", "/spotlight", "/more",
            ] {
                #expect(wrong.body.contains("\"pointer\":\"\(pointer)\""), "\(pointer)")
            }
            let number = try await server.request(.put, path, Self.json, body: #"{"layout":1}"#)
            #expect(number.status == 422 && number.body.contains(#""pointer":"/layout""#))
        }
    }
}
