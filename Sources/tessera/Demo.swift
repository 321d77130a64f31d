import Bots
import Conference
import Server
import ServiceLifecycle

/// The room `demo` of `tessera serve --demo`: its bots, and the bell at its door.
struct Demo: Service, CustomStringConvertible {
    let room: DemoRoom
    let description = "Demo"

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await room.run() }
    }
}

/// Lets people in as the conference does, and tells the demo's bots of those who come to them.
struct DemoReception: Reception {
    let conference: Conference
    let room: DemoRoom

    func admit(_ request: JoinRequest) async throws(JoinError) -> Admission {
        let admission = try await conference.admit(request)
        if request.room == DemoRoom.name { room.somebodyJoined() }
        return admission
    }
}
