import Compositing
import Media
import Testing

/// What each of these looks like was judged by eye.
@Suite("Artworks look as they did when somebody looked at them")
struct ArtworkPictureTests {
    private static let studio = ArtworkStudio()

    /// A name in each script that behaves in its own way.
    private static let names: [(file: String, name: String)] = [
        ("latin", "Ada Lovelace"),
        ("diacritics", "Ängström Çağ Nguyễn Thị Ỹ"),
        ("cyrillic-greek", "Юлия Ωραία"),
        ("arabic", "محمد الخوارزمي"),
        ("hebrew", "רבקה כהן"),
        ("devanagari", "श्रीनिवास रामानुजन्"),
        ("bengali-tamil", "রবীন্দ্রনাথ தமிழ்"),
        ("thai", "กฤษฎิ์ ศรีปรีชาญ"),
        ("khmer-myanmar", "សុភ័ក្ត្រ ကျော်စွာ"),
        ("chinese", "李明"),
        ("japanese", "直子 さくら"),
        ("korean", "김민준"),
        ("emoji", "Zoë 👩‍🔬🏳️‍🌈👍🏽"),
        ("flags", "🇫🇷🇧🇷🏴󠁧󠁢󠁳󠁣󠁴󠁿 Jo"),
        ("mixed", "Dana דנה (QA) 2"),
    ]

    private static func label(_ name: String, isMuted: Bool = false) -> Artwork {
        .label(text: name, letterHeight: 20, maximumWidth: 248, isMuted: isMuted)
    }

    /// On mid-grey, brighter to the right, as on a camera's picture.
    private func expect(
        _ artwork: Artwork,
        _ name: String,
        on size: PixelSize = PixelSize(width: 256, height: 48),
    ) async throws {
        let overlay = try await Self.studio.drawing(of: artwork)
        let picture = Picture(
            size,
            y: { x, _ in 80 + 90 * x / size.width },
            u: { x, _ in 136 - 16 * x / size.width },
            v: { _, _ in 124 },
        )
        let x = (size.width - overlay.size.width) / 2 & ~1
        picture.lay(overlay, atX: x, y: (size.height - overlay.size.height) / 2 & ~1)
        try GoldenPicture.expect(picture, name)
    }

    @Test("Labels in many scripts", arguments: names)
    func label(file: String, name: String) async throws {
        try await expect(Self.label(name), "label-\(file)")
    }

    @Test("A muted label has its sign where reading begins")
    func mutedLabels() async throws {
        try await expect(Self.label("Grace Hopper", isMuted: true), "label-muted")
        try await expect(Self.label("ليلى", isMuted: true), "label-muted-arabic")
    }

    @Test("What is too long ends in an ellipsis where reading ends")
    func ellipsis() async throws {
        let latin = "Wolfeschlegelsteinhausenbergerdorff"
        try await expect(Self.label(latin, isMuted: true), "label-long")
        try await expect(
            Self.label("عبد الرحمن بن عبد الله بن عبد العزيز آل سعود"),
            "label-long-arabic",
        )
    }

    @Test("A pile of marks stays in its label")
    func marks() async throws {
        let name = "Z" + String(repeating: "\u{0301}\u{0323}\u{20DD}", count: 400) + "algo"
        try await expect(Self.label(name), "label-marks")
    }

    @Test("Small and large labels")
    func sizes() async throws {
        for height in [11, 14, 28] {
            let artwork = Artwork.label(
                text: "Ágnes Jörg",
                letterHeight: height,
                maximumWidth: 248,
                isMuted: true,
            )
            try await expect(artwork, "label-size-\(height)")
        }
    }

    @Test(
        "Badges",
        arguments: [
            ("muted", Artwork.Badge.muted), ("weak-network", .weakNetwork),
            ("reconnecting", .reconnecting), ("frozen", .frozen(seconds: 12)),
            ("more", .more(5)), ("recording", .recording),
        ],
    )
    func badge(file: String, badge: Artwork.Badge) async throws {
        try await expect(
            .badge(badge, height: 36),
            "badge-\(file)",
            on: PixelSize(width: 112, height: 48),
        )
    }

    @Test("Small badges")
    func smallBadges() async throws {
        try await expect(
            .badge(.muted, height: 20),
            "badge-muted-small",
            on: PixelSize(width: 48, height: 32),
        )
    }

    @Test(
        "Initials",
        arguments: [
            ("latin", "Ada Lovelace"), ("wide", "Mia Wong"), ("arabic", "محمد"), ("chinese", "李明"),
            ("devanagari", "श्रीनिवास"), ("emoji", "🦊 Fox"),
        ],
    )
    func initials(file: String, name: String) async throws {
        try await expect(
            .initials(name: name, diameter: 96),
            "initials-\(file)",
            on: PixelSize(width: 96, height: 96),
        )
    }

    @Test("A banner and a clock")
    func bannerAndClock() async throws {
        let text = "The meeting goes on at 14:05 in room “Sierra” · 会議は続きます"
        try await expect(
            .banner(text: text, width: 480, letterHeight: 22),
            "banner",
            on: PixelSize(width: 480, height: 64),
        )
        try await expect(
            .clock(text: "14:05", letterHeight: 22),
            "clock",
            on: PixelSize(width: 112, height: 48),
        )
    }
}
