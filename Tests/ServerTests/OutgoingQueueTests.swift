import Testing

@testable import Server

@Suite struct OutgoingQueueTests {
    private func queue(messages: Int = 3, bytes: Int = 10) -> OutgoingQueue {
        OutgoingQueue(limits: OutgoingQueue.Limits(messages: messages, bytes: bytes))
    }

    @Test func takesAsManyMessagesAsAllowed() {
        let queue = queue()
        for _ in 0..<3 { #expect(queue.offer(.ping)) }
        #expect(!queue.offer(.ping))
        queue.written(.ping)
        #expect(queue.offer(.ping))
        #expect(!queue.offer(.ping))
    }

    @Test func takesAsManyBytesAsAllowed() {
        let queue = queue()
        #expect(queue.offer(.text("123456")))
        #expect(!queue.offer(.text("12345")))
        #expect(queue.offer(.text("1234")))
        queue.written(.text("123456"))
        #expect(queue.offer(.text("123456")))
    }

    @Test func closingComesLastAndAlways() async {
        let queue = queue()
        #expect(queue.offer(.text("a")))
        #expect(queue.offer(.text("b")))
        #expect(queue.offer(.text("c")))
        queue.close(.normal("over"))
        queue.close(.goingAway)
        // What is said to nobody is not too much.
        #expect(queue.offer(.text("d")))
        var items: [OutgoingQueue.Item] = []
        for await item in queue.items { items.append(item) }
        #expect(items == [.text("a"), .text("b"), .text("c"), .close(.normal("over"))])
    }
}

@Suite struct SignsOfLifeTests {
    @Test func oneSilentLookIsForgivenTwoAreNot() {
        let life = SignsOfLife()
        #expect(life.isAliveSinceLastLook())
        #expect(life.isAliveSinceLastLook())
        life.note()
        #expect(life.isAliveSinceLastLook())
        #expect(life.isAliveSinceLastLook())
        #expect(!life.isAliveSinceLastLook())
    }
}
