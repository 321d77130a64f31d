import Media
import Peer
import Testing

@testable import Conference

@Suite("Key frames on a shared encoding")
struct KeyFramePolicyTests {
    private let start = Instant(nanoseconds: 0)

    @Test("The first request is served at once")
    func firstAtOnce() {
        var policy = KeyFramePolicy()
        #expect(!policy.isDue(now: start))
        policy.note(.loss)
        #expect(policy.isDue(now: start))
    }

    @Test("After one, a loss waits a second and a newcomer 300 ms")
    func spacing() {
        var policy = KeyFramePolicy()
        policy.note(.loss)
        policy.made(now: start)
        #expect(policy.due == nil)
        policy.note(.loss)
        #expect(!policy.isDue(now: start + .milliseconds(999)))
        #expect(policy.isDue(now: start + .milliseconds(1000)))
        policy.note(.newcomer)
        #expect(!policy.isDue(now: start + .milliseconds(299)))
        #expect(policy.isDue(now: start + .milliseconds(300)))
    }

    @Test("A loss after a newcomer's request does not make the newcomer wait longer")
    func newcomerOutranksLoss() {
        var policy = KeyFramePolicy()
        policy.made(now: start)
        policy.note(.newcomer)
        policy.note(.loss)
        #expect(policy.isDue(now: start + .milliseconds(300)))
    }

    @Test("A key frame that nobody asked for counts too")
    func unasked() {
        var policy = KeyFramePolicy()
        policy.note(nil)
        #expect(policy.due == nil)
        policy.made(now: start)
        policy.note(.loss)
        #expect(!policy.isDue(now: start + .milliseconds(500)))
    }
}
