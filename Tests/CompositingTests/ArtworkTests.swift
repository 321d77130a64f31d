import Media
import Testing

@testable import Compositing

@Suite("Artworks are drawn within their bounds")
struct ArtworkTests {
    private let studio = ArtworkStudio()

    private func label(
        _ text: String,
        letterHeight: Int = 20,
        maximumWidth: Int = 300,
        isMuted: Bool = false,
    ) -> Artwork {
        .label(
            text: text,
            letterHeight: letterHeight,
            maximumWidth: maximumWidth,
            isMuted: isMuted,
        )
    }

    @Test("A label is as wide as its words and not wider than asked, and as high in any script")
    func labelSizes() async throws {
        let short = try await studio.drawing(of: label("Ada"))
        let long = try await studio.drawing(of: label("Ada Lovelace"))
        #expect(short.size.width < long.size.width && long.size.width < 300)
        for name in [
            "Ada", "ÅÇg", "李明", "กฤษฎิ์", "محمد", "👩‍🔬", "ကျော်", "Z\u{301}\u{302}\u{303}\u{304}",
        ] {
            let overlay = try await studio.drawing(of: label(name))
            #expect(overlay.size.height == short.size.height, "\(name)")
        }
        for width in [34, 61, 90, 151] {
            let name = "Wolfeschlegelsteinhausenbergerdorff"
            for isMuted in [false, true] {
                let artwork = label(name, maximumWidth: width, isMuted: isMuted)
                guard let overlay = await studio.overlay(for: artwork) else {
                    #expect(!isMuted && width == 34, "only there an ellipsis has no room")
                    continue
                }
                #expect(overlay.size.width <= width)
                #expect(overlay.size.width % 2 == 0 && overlay.size.height % 2 == 0)
            }
        }
    }

    @Test("A muted label without words or room for them is the sign alone")
    func signAlone() async throws {
        for artwork in [label("", isMuted: true), label("Ada", maximumWidth: 40, isMuted: true)] {
            let size = try await studio.drawing(of: artwork).size
            #expect(size.width == size.height)
        }
        for artwork in [
            label(""), label("\u{202E}\u{0}"), label("Ada", maximumWidth: 3, isMuted: true),
        ] {
            await #expect(throws: ArtworkFault.nothingToShow) {
                try await studio.drawing(of: artwork)
            }
        }
    }

    @Test("Letters stand inside the ground, and nothing outside its round ends")
    func ground() async throws {
        let overlay = try await studio.drawing(of: label("Ågnes"))
        let (width, height) = (overlay.size.width, overlay.size.height)
        for corner in [0, width - 1, (height - 1) * width, height * width - 1] {
            #expect(overlay.coverage[corner] == 0)
        }
        for x in 0..<width { #expect(overlay.coverage[height / 2 * width + x] > 100) }
        let ink = try #require(overlay.bounds(isInk: true))
        #expect(ink.x >= 8 && ink.maxX <= width - 8)
        #expect(ink.y >= 2 && ink.maxY <= height - 2)
    }

    /// Where the ink of an overlay is, on average: 0 left … 1 right.
    private func centreOfInk(_ overlay: Overlay) -> Double {
        var (sum, count) = (0, 0)
        for y in 0..<overlay.size.height {
            for x in 0..<overlay.size.width
            where overlay.colours.luma(x, y) > 150
                && overlay.coverage[y * overlay.size.width + x] > 99
            {
                sum += x
                count += 1
            }
        }
        return Double(sum) / Double(count * overlay.size.width)
    }

    @Test("The sign stands where reading begins: at the right of Hebrew and Arabic")
    func direction() async throws {
        // Thin letters beside the wider sign.
        for (name, isRightToLeft) in [("lili", false), ("ווו", true), ("ااا", true)] {
            let overlay = try await studio.drawing(of: label(name, isMuted: true))
            #expect((centreOfInk(overlay) > 0.5) == isRightToLeft, "\(name)")
        }
    }

    @Test("An ellipsis stands where reading ends")
    func ellipsis() {
        let typesetter = Typesetter()
        let face = Typeface(letterHeight: 20)
        for name in ["Wolfeschlegelsteinhausen", "عبدالرحمنبنعبداللهبنعبدالعزيز"] {
            let whole = typesetter.line(name, face)
            let cut = typesetter.line(name, face, maximumWidth: 120)
            #expect(!whole.isShortened && whole.width > 150)
            #expect(cut.isShortened && cut.width <= 120 && cut.width > 80)
            #expect(cut.isRightToLeft == (name.first == "ع"))
            #expect(cut.isRightToLeft == whole.isRightToLeft)
        }
    }

    @Test("Badges are discs, or wider where they say something")
    func badges() async throws {
        for badge in [Artwork.Badge.muted, .weakNetwork, .reconnecting] {
            let size = try await studio.drawing(of: .badge(badge, height: 33)).size
            #expect(size == PixelSize(width: 32, height: 32))
        }
        for badge in [Artwork.Badge.frozen(seconds: 12), .recording, .more(5), .more(1000)] {
            let size = try await studio.drawing(of: .badge(badge, height: 32)).size
            #expect(size.height == 32 && size.width > 32 && size.width % 2 == 0)
        }
        #expect(
            await studio.overlay(for: .badge(.more(.max), height: .min))
                === studio.overlay(for: .badge(.more(9999), height: 8))
        )
    }

    @Test(
        "Initials stand in the middle",
        arguments: ["Ada Lovelace", "jörg", "李明", "🦊", "श्री", "Will Ma"],
    )
    func initials(name: String) async throws {
        let overlay = try await studio.drawing(of: .initials(name: name, diameter: 120))
        #expect(overlay.size == PixelSize(width: 120, height: 120))
        let ink = try #require(overlay.bounds())
        #expect(abs(ink.x + ink.maxX - 120) <= 3 && abs(ink.y + ink.maxY - 120) <= 3)
        #expect(ink.width <= 84 && ink.height <= 76 && ink.height >= 30)
    }

    @Test("A banner is as wide as asked, a clock does not move when time passes")
    func bannerAndClock() async throws {
        let banner = Artwork.banner(text: "Five minutes left", width: 641, letterHeight: 20)
        let overlay = try await studio.drawing(of: banner)
        #expect(overlay.size.width == 640)
        #expect(overlay.coverage.allSatisfy { $0 > 150 })
        let ink = try #require(overlay.bounds(isInk: true))
        #expect(abs(ink.x + ink.maxX - 640) <= 4)
        var widths: Set<Int> = []
        for time in ["00:00", "11:11", "14:05", "23:59"] {
            widths.insert(
                try await studio.drawing(of: .clock(text: time, letterHeight: 20)).size.width
            )
        }
        #expect(widths.count == 1)
    }

    @Test("Names from anywhere stay in their box")
    func hostileNames() throws {
        var generator = SplitMix64(seed: 0xBAD)
        let rasteriser = Rasteriser()
        var drawn = 0
        for number in 0..<40 {
            let artwork = label(.hostile(using: &generator), letterHeight: 16, maximumWidth: 200)
            do throws(ArtworkFault) {
                let size = try rasteriser.draw(artwork).size
                #expect(size.width <= 200 && size.width % 2 == 0 && size.height == 26)
                drawn += 1
            } catch {
                #expect(error == .nothingToShow, "name \(number)")
            }
        }
        #expect(drawn > 30)
    }

    @Test("Numbers out of range become the nearest in it")
    func numbers() async throws {
        let tiny = label("Ada", letterHeight: -5, maximumWidth: 1_000_000)
        #expect(try await studio.drawing(of: tiny).size.height == 10)
        #expect(await studio.overlay(for: label("Ada", maximumWidth: .min)) == nil)
        let initials = Artwork.initials(name: "Ada", diameter: 0)
        #expect(try await studio.drawing(of: initials).size == PixelSize(width: 2, height: 2))
    }

    @Test("Whoever asks for the same gets the same drawing, at the same time too")
    func sharing() async throws {
        let studio = studio
        let drawings = await withTaskGroup(of: (Int, Overlay?).self) { group in
            for number in 0..<60 {
                group.addTask {
                    let artwork = Artwork.badge(.more(number % 3), height: 24)
                    return (number % 3, await studio.overlay(for: artwork))
                }
            }
            return await group.reduce(into: [Int: [Overlay?]]()) {
                $0[$1.0, default: []].append($1.1)
            }
        }
        #expect(drawings.count == 3)
        for (_, same) in drawings {
            let first = try #require(same.first ?? nil)
            #expect(same.count == 20 && same.allSatisfy { $0 === first })
        }
        let overlay = await studio.overlay(for: label("Ada"))
        #expect(await studio.overlay(for: label(" Ada\n")) === overlay)
        #expect(await studio.overlay(for: label("Ada", maximumWidth: 301)) === overlay)
        #expect(await studio.overlay(for: label("Bob")) !== overlay)
        let initials = await studio.overlay(for: .initials(name: "Ada Lovelace", diameter: 60))
        #expect(await studio.overlay(for: .initials(name: "Abu Lu'lu", diameter: 61)) === initials)
    }
}
