import Media
import Peer
import SDP
import TestKit
import Testing

/// A camera that is turned while it sends.
@Suite struct OrientationTests {
    private let video = TrackID(index: 1)

    /// Sends for some seconds, held in another way each 400 ms.
    private func turn(_ source: SyntheticSource, in call: VirtualCall) {
        for step in 0..<16 {
            source.orientation = PictureOrientation(quarterTurns: step, isMirrored: step % 3 == 1)
            call.run(for: .milliseconds(400))
        }
        call.stop(source)
        call.run(for: .seconds(1))
    }

    /// How each frame that came is to be turned, by its number.
    private func received(_ call: VirtualCall) throws -> [Int: PictureOrientation] {
        let units = try #require(call.server.received[video])
        var orientations: [Int: PictureOrientation] = [:]
        for unit in units {
            let number = try #require(SyntheticVideo.number(of: unit.payload))
            orientations[number] = unit.unit.orientation
        }
        return orientations
    }

    @Test(arguments: [0, 0.05])
    func everyFrameIsTurnedAsItWasSent(loss: Double) throws {
        var setup = VirtualCall.Setup()
        setup.seed = 3
        setup.impairment = .loss(loss)
        setup.impairment.delay = .milliseconds(20)
        let call = try VirtualCall(setup)
        #expect(call.connect())
        let source = call.startMedia(from: call.client)
        turn(source, in: call)
        let received = try received(call)
        #expect(received.count > 170)
        for (number, orientation) in received {
            #expect(orientation == source.orientationsSent[number], "frame \(number)")
        }
        // With every frame of a change it was told, and not only with key frames.
        #expect(source.keyFramesSent.count < 5)
    }

    @Test func whereItWasNotAgreedOnNothingIsSaid() throws {
        var setup = VirtualCall.Setup()
        setup.editOffer = { offer in
            offer.split(separator: "\r\n").filter { !$0.contains("video-orientation") }
                .joined(separator: "\r\n") + "\r\n"
        }
        let call = try VirtualCall(setup)
        #expect(call.connect())
        turn(call.startMedia(from: call.client), in: call)
        let received = try received(call)
        #expect(received.count > 170)
        #expect(received.values.allSatisfy { $0 == .upright })
    }
}
