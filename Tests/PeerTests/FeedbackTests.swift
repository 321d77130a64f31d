import ICE
import Media
import RTP
import SDP
import TestKit
import Testing

@testable import Peer

/// What the two sides tell each other beside the media.
@Suite struct FeedbackTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    @Test func aKeyFrameRequestReachesTheSenderAndIsRepeatedUntilItIsServed() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        #expect(up.keyFramesSent == [0])
        call.server.peer.requestKeyFrame(on: video, now: call.now)
        call.server.peer.requestKeyFrame(on: video, now: call.now)
        call.flush()
        call.run(for: .milliseconds(200))
        #expect(call.client.events.filter { $0 == .keyFrameRequested(video) }.count == 1)
        #expect(up.keyFramesSent.count == 2)
        // The requests get lost: repeated, at a falling rate.
        call.simulation.network.impair(from: VirtualCall.serverAddress, .loss(1))
        call.server.peer.requestKeyFrame(on: video, now: call.now)
        call.flush()
        call.run(for: .milliseconds(2500))
        let asked = call.server.peer.statistics.received[1].keyFrameRequestsSent
        #expect((4...6).contains(asked))
        call.simulation.network.impair(from: VirtualCall.serverAddress, .none)
        call.run(for: .seconds(3))
        #expect(up.keyFramesSent.count == 3)
        let after = call.server.peer.statistics.received[1].keyFrameRequestsSent
        call.run(for: .seconds(3))
        #expect(call.server.peer.statistics.received[1].keyFrameRequestsSent == after)
    }

    @Test func aRepeatedFullIntraRequestCountsOnce() throws {
        let call = try VirtualCall()
        call.connect()
        let media = try #require(call.client.peer.parameters.stream(.video)).ssrc
        for sequence: UInt8 in [4, 4, 5] {
            var buffer = [UInt8](repeating: 0, count: 200)
            var span = buffer.mutableSpan
            let entry = FullIntraRequest.Entry(ssrc: media, sequence: sequence)
            let written = FullIntraRequest.write(
                sender: SSRC(1),
                entry: entry,
                into: &span,
                at: 0,
            )
            let length = call.server.peer.link.protect(
                &span,
                length: try #require(written),
                as: .rtcp,
            )
            call.inject(
                Array(buffer[..<length]),
                from: VirtualCall.serverAddress,
                to: VirtualCall.clientAddress,
            )
        }
        call.run(for: .milliseconds(100))
        #expect(call.client.events.filter { $0 == .keyFrameRequested(video) }.count == 2)
    }

    /// Sends RTCP to the client as the server would.
    private func sendToClient(
        _ call: VirtualCall,
        _ write: (inout MutableSpan<UInt8>) -> Int?,
    ) throws {
        var buffer = [UInt8](repeating: 0, count: DatagramBatch.maximumBytes)
        var span = buffer.mutableSpan
        let end = write(&span)
        let written = try #require(end)
        let length = call.server.peer.link.protect(&span, length: written, as: .rtcp)
        call.inject(
            Array(buffer[..<length]),
            from: VirtualCall.serverAddress,
            to: VirtualCall.clientAddress,
        )
    }

    /// A datagram full of requests for a key frame.
    private func requestManyKeyFrames(_ call: VirtualCall) throws {
        let media = try #require(call.client.peer.parameters.stream(.video)).ssrc
        try sendToClient(call) { span in
            let request = PictureLossIndication(sender: SSRC(1), media: media)
            var end = 0
            for _ in 0..<90 { end = request.write(into: &span, at: end) ?? 0 }
            return end
        }
        call.run(for: .milliseconds(100))
    }

    @Test func manyRequestsInADatagramAreToldOnce() throws {
        let call = try VirtualCall()
        call.connect()
        try requestManyKeyFrames(call)
        try requestManyKeyFrames(call)
        #expect(call.client.peer.statistics.sent[1].keyFrameRequestsReceived == 180)
        #expect(call.client.events.filter { $0 == .keyFrameRequested(video) }.count == 2)
        let outlet = MediaOutlet(kind: .video, capacityBytes: 1 << 16) {}
        call.client.peer.subscribe(video, to: outlet, now: call.now)
        #expect(outlet.takeKeyFrameRequest() == .newcomer)
        try requestManyKeyFrames(call)
        #expect(outlet.takeKeyFrameRequest() == .loss)
        #expect(call.client.events.filter { $0 == .keyFrameRequested(video) }.count == 2)
    }

    @Test(arguments: [true, false])
    func packetsAreSentAgainOnlyWhereThatWasAgreed(isAgreed: Bool) throws {
        var setup = VirtualCall.Setup()
        if !isAgreed { setup.policy.video.codecs[0].feedback.remove(.nack) }
        let call = try VirtualCall(setup)
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .milliseconds(500))
        call.stop(up)
        let stream = try #require(call.client.peer.parameters.stream(.video))
        let lost = [stream.firstSequence]
        try sendToClient(call) { span in
            GenericNACK.write(
                sender: SSRC(1),
                media: stream.ssrc,
                lost: lost.span,
                into: &span,
                at: 0,
            )
        }
        call.run(for: .milliseconds(200))
        let sent = call.client.peer.statistics.sent[1]
        #expect(sent.nacksReceived == (isAgreed ? 1 : 0))
        #expect(sent.retransmissions == (isAgreed ? 1 : 0))
    }

    /// Numbers in the sound alone do not steer the picture.
    @Test func aPictureWithoutTransportWideFeedbackIsSteeredByAnEstimate() throws {
        var setup = VirtualCall.Setup()
        setup.policy.video.codecs[0].feedback.remove(.transportWide)
        setup.policy.audio.codecs[0].feedback.insert(.transportWide)
        setup.policy.audio.extensions.append(HeaderExtensionURI.transportSequenceNumber)
        let call = try VirtualCall(setup)
        call.connect()
        _ = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        #expect(call.client.peer.statistics.remoteEstimate != nil)
        #expect(call.client.peer.statistics.transportFeedbacks == 0)
    }

    @Test func whoSaysByeAndClosesIsGoneAtOnce() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        call.stop(up)
        call.client.peer.close(now: call.now)
        call.flush()
        call.run(for: .milliseconds(100))
        #expect(call.server.events.last == .bye)
        #expect(!call.server.saw(.lost))
        #expect(call.server.peer.deadline == nil)
    }

    /// Sends BYE for streams of the client's, as a stack does that goes on otherwise.
    func sayBye(_ kinds: [MediaKind], in call: VirtualCall) throws {
        let sources = kinds.compactMap { call.client.peer.parameters.stream($0)?.ssrc }
        var buffer = [UInt8](repeating: 0, count: 200)
        var span = buffer.mutableSpan
        let end = try #require(Goodbye.write(sources: sources.span, into: &span, at: 0))
        let length = call.client.peer.link.protect(&span, length: end, as: .rtcp)
        call.inject(
            Array(buffer[..<length]),
            from: VirtualCall.clientAddress,
            to: VirtualCall.serverAddress,
        )
    }

    @Test func byeCountsOnceAllStreamsEndedAndNothingFollows() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        up.videoTrack = nil
        call.run(for: .milliseconds(100))
        try sayBye([.video], in: call)
        call.run(for: .seconds(1))
        #expect(!call.server.saw(.bye))
        // The sound goes on all the same: it was not meant.
        try sayBye([.audio], in: call)
        call.run(for: .seconds(1))
        #expect(!call.server.saw(.bye))
        call.stop(up)
        call.run(for: .milliseconds(100))
        try sayBye([.audio, .video], in: call)
        call.run(for: .milliseconds(400))
        #expect(!call.server.saw(.bye))
        call.run(for: .milliseconds(200))
        #expect(call.server.events.filter { $0 == .bye }.count == 1)
    }

    @Test func anOfferThatTakesTheStreamsOutIsNoFarewell() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        call.stop(up)
        call.run(for: .milliseconds(100))
        try sayBye([.audio, .video], in: call)
        call.run(for: .milliseconds(300))
        try call.renegotiate { _, _ in }
        call.run(for: .seconds(2))
        #expect(!call.server.saw(.bye))
    }

    @Test func aCameraThatGoesOffAndOnIsTold() throws {
        let call = try VirtualCall()
        call.connect()
        let first = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        first.videoTrack = nil
        call.run(for: .milliseconds(900))
        #expect(!call.server.saw(.mediaSilent(video)))
        call.run(for: .milliseconds(300))
        #expect(call.server.events.filter { $0 == .mediaSilent(video) }.count == 1)
        first.videoTrack = video
        call.run(for: .milliseconds(200))
        #expect(call.server.events.filter { $0 == .mediaResumed(video) }.count == 1)
        #expect(call.server.events.filter { $0 == .mediaStarted(video) }.count == 1)
    }

    @Test func reportsTellLossAndRoundTrip() throws {
        var setup = VirtualCall.Setup()
        setup.impairment.delay = .milliseconds(40)
        setup.policy.audio.codecs[0].feedback.remove(.nack)
        let call = try VirtualCall(setup)
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        var lossy = setup.impairment
        lossy.loss = 0.2
        call.simulation.network.impair(from: VirtualCall.clientAddress, lossy)
        call.run(for: .seconds(3))
        call.stop(up)
        let statistics = call.client.peer.statistics
        let roundTrip = try #require(statistics.roundTripTime)
        #expect((70...95).contains(roundTrip.milliseconds))
        #expect(statistics.sent[0].fractionLost > 0.02)
        #expect(statistics.sent[0].jitter < .milliseconds(5))
        #expect(call.server.peer.statistics.received[1].nacksSent > 0)
    }

    @Test func everyDatagramFitsTheSmallestPath() throws {
        var setup = VirtualCall.Setup()
        setup.impairment = .loss(0.1)
        let call = try VirtualCall(setup)
        call.client.recordsSent = true
        call.connect()
        let up = call.startMedia(from: call.client)
        up.frameBytes = 9000
        call.run(for: .seconds(2))
        let longest = call.client.sentDatagrams.map(\.bytes.count).max()
        #expect(try #require(longest) <= 1200)
        #expect(try #require(longest) > 1150)
    }

    @Test func withoutTransportWideFeedbackAnEstimateIsTold() throws {
        var setup = VirtualCall.Setup()
        setup.policy.video.extensions = [
            HeaderExtensionURI.mid, HeaderExtensionURI.absoluteSendTime,
        ]
        setup.policy.audio.extensions = [HeaderExtensionURI.mid]
        setup.policy.video.codecs[0].feedback.remove(.transportWide)
        setup.policy.audio.codecs[0].feedback.remove(.transportWide)
        let call = try VirtualCall(setup)
        call.connect()
        let up = call.startMedia(from: call.client)
        up.frameBytes = 5000
        call.run(for: .seconds(3))
        let estimate = try #require(call.client.peer.statistics.remoteEstimate)
        #expect(estimate > .kilobits(1200))
        call.run(for: .seconds(3))
        #expect(try #require(call.client.peer.statistics.remoteEstimate) > .kilobits(1500))
    }

    @Test func transportWideFeedbackTellsOfEveryPacket() throws {
        let call = try VirtualCall()
        call.connect()
        call.server.recordsSent = true
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        call.stop(up)
        call.run(for: .milliseconds(500))
        let feedback = call.server.sentDatagrams.filter { $0.bytes[0] >> 6 == 2 }
            .filter { $0.bytes[1] == 205 }
        // One in 75 ms, as long as something came in.
        #expect((20...30).contains(feedback.count))
        #expect(call.client.peer.statistics.transportFeedbacks == feedback.count)
        #expect(call.client.peer.statistics.packetsAcknowledged == call.client.peer.queue.numbered)
        #expect(call.client.peer.statistics.dropped.total == 0)
    }

    @Test func withoutARetransmissionStreamTheSamePacketIsSentAgain() throws {
        var setup = VirtualCall.Setup()
        setup.seed = 3
        setup.policy.video.codecs[0].retransmits = false
        setup.impairment = .loss(0.05)
        let call = try VirtualCall(setup)
        call.connect()
        call.client.recordsSent = true
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(5))
        call.stop(up)
        call.run(for: .seconds(1))
        // The same bytes: another header under the same number would use a nonce twice.
        var packets: [[UInt8]: [UInt8]] = [:]
        var repeats = 0
        for bytes in call.client.sentDatagrams.map(\.bytes)
        where bytes[0] >> 6 == 2 && !(192...223).contains(bytes[1]) {
            let name = Array(bytes[2..<4] + bytes[8..<12])
            if let first = packets[name] {
                #expect(first == bytes)
                repeats += 1
            }
            packets[name] = bytes
        }
        let sent = call.client.peer.statistics.sent.map(\.retransmissions)
        #expect(repeats == sent.reduce(0, +))
        #expect(sent[1] > 5)
        #expect(call.client.peer.queue.numbered == packets.count)
        let codec = call.client.peer.parameters.media[1].codec
        #expect(codec?.retransmissionPayloadType == nil)
        #expect(call.server.peer.statistics.received[1].packetsRepaired > 5)
        #expect(call.server.frameNumbers(video).count > up.framesSent * 95 / 100)
    }

    @Test func streamsThatSDPDidNotAnnounceAreFoundByTheirMID() throws {
        var setup = VirtualCall.Setup()
        setup.seed = 9
        setup.impairment = .loss(0.02)
        setup.editOffer = { $0.replacing(/a=ssrc.*\r\n/) { _ in "" } }
        let call = try VirtualCall(setup)
        call.connect()
        #expect(call.server.peer.parameters.media[1].remoteSources.isEmpty)
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(3))
        call.stop(up)
        call.run(for: .milliseconds(500))
        #expect(call.server.frameNumbers(video).count >= up.framesSent - 25)
        #expect(call.server.audioNumbers(audio).count >= up.audioSent - 3)
        #expect(call.server.peer.statistics.received[1].packetsRepaired > 0)
        #expect(call.server.peer.statistics.dropped[.unknownSource] == 0)
    }

    @Test func streamsWithoutMIDAreFoundByTheirPayloadType() throws {
        var setup = VirtualCall.Setup()
        setup.editOffer = { offer in
            offer.replacing(/a=ssrc.*\r\n/) { _ in "" }
                .replacing(/a=extmap:.*sdes:mid\r\n/) { _ in "" }
        }
        let call = try VirtualCall(setup)
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        call.stop(up)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio) == Array(0..<up.audioSent))
    }

    @Test func aKeyFrameIsSpreadAndSoundGoesFirst() throws {
        let call = try VirtualCall()
        call.connect()
        call.client.recordsSent = true
        let up = call.startMedia(from: call.client)
        up.frameBytes = 6000
        call.run(for: .milliseconds(19))
        // The key frame of 48 kB does not leave at once.
        let early = call.client.sentDatagrams.count
        #expect(early < 30)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video).first == 0)
        let late = call.server.received[audio, default: []].filter { unit in
            guard let number = SyntheticAudio.number(of: unit.payload) else { return false }
            let sent = Interval.milliseconds(20) * number
            return unit.unit.instant - (call.now - .milliseconds(319) + sent) > .milliseconds(11)
        }
        #expect(late.isEmpty)
    }
}
