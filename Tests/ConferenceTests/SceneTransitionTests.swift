import Conference
import Layout
import Media
import Testing

@Suite("Scene transitions")
struct SceneTransitionTests {
    private typealias Placement = SceneTransition.Placement

    private func transition(_ milliseconds: Int, _ easing: LayoutDocument.Transition.Easing)
        -> SceneTransition
    {
        var transition = LayoutDocument.Transition()
        transition.milliseconds = milliseconds
        transition.easing = easing
        return SceneTransition(transition, begin: Instant(nanoseconds: 1_000_000_000))
    }

    private func instant(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 1_000_000_000) + .milliseconds(milliseconds)
    }

    @Test(
        "It begins with the picture as it was and ends with the scene",
        arguments: LayoutDocument.Transition.Easing.allCases,
    )
    func ends(easing: LayoutDocument.Transition.Easing) {
        let glide = transition(300, easing)
        #expect(glide.share(at: instant(-5)) == 0)
        #expect(glide.share(at: instant(0)) < 1e-6)
        #expect(!glide.isOver(at: instant(299)))
        #expect(glide.share(at: instant(300)) == 1)
        #expect(glide.isOver(at: instant(300)))
        let shares = (0...300).map { glide.share(at: instant($0)) }
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("A cut is over when it begins")
    func cut() {
        let glide = transition(0, .easeInOut)
        #expect(glide.isOver(at: instant(0)))
        #expect(glide.share(at: instant(0)) == 1)
    }

    // Of the same Bézier curves, computed apart from the code under test.
    @Test(
        "The curves are those that browsers draw",
        arguments: [
            (.linear, [0.25, 0.5, 0.75]),
            (.easeIn, [0.0935, 0.3154, 0.6219]),
            (.easeOut, [0.3781, 0.6846, 0.9065]),
            (.easeInOut, [0.1292, 0.5, 0.8708]),
        ] as [(LayoutDocument.Transition.Easing, [Double])],
    )
    func curves(easing: LayoutDocument.Transition.Easing, expected: [Double]) {
        for (index, share) in expected.enumerated() {
            #expect(abs(easing.share(Double(index + 1) / 4) - share) < 0.0006)
        }
    }

    @Test(
        "On its way a tile stays even, inside, and between both places",
        arguments: [1, 2, 3] as [UInt64],
    )
    func betweens(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        func rect() -> PixelRect {
            let x = Int.random(in: 0...100, using: &generator) * 2
            let y = Int.random(in: 0...100, using: &generator) * 2
            let width = Int.random(in: 1...(300 - x) / 2, using: &generator) * 2
            let height = Int.random(in: 1...(300 - y) / 2, using: &generator) * 2
            return PixelRect(x: x, y: y, width: width, height: height)
        }
        let whole = PixelRect(x: 0, y: 0, width: 300, height: 300)
        for _ in 0..<200 {
            let move = SceneTransition.Move(
                from: Placement(rect: rect(), presence: 0),
                to: Placement(rect: rect(), presence: 1),
            )
            #expect(move.placement(at: 0) == move.from)
            #expect(move.placement(at: 1) == move.to)
            let share = Double.random(in: 0...1, using: &generator)
            let between = move.placement(at: share)
            let found = between.rect
            #expect((found.x | found.y | found.width | found.height) & 1 == 0)
            #expect(found.width >= 2 && found.height >= 2 && whole.contains(found))
            let lefts = [move.from.rect.x, move.to.rect.x].sorted()
            #expect((lefts[0]...lefts[1]).contains(found.x))
            #expect(between.presence == share)
        }
    }
}
