import Glibc
import Media
import Testing

@testable import Compositing

@Suite("Image files: read, scaled, refused")
struct ImageFileTests {
    private let studio = ArtworkStudio()

    /// A folder that goes with the test.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/tessera-images-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit {
            for name in names { unlink("\(path)/\(name)") }
            rmdir(path)
        }

        private var names: [String] = []

        func add(_ name: String, _ bytes: [UInt8]) throws -> String {
            let path = path(name)
            let file = try #require(fopen(path, "w"))
            #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
            fclose(file)
            return path
        }

        func path(_ name: String) -> String {
            if !names.contains(name) { names.append(name) }
            return "\(path)/\(name)"
        }
    }

    /// Soft waves, which chroma at half the size keeps.
    private func picture(_ width: Int, _ height: Int) -> Picture {
        Picture(
            PixelSize(width: width, height: height),
            y: { x, y in 125 + Int(80 * sin(Double(x) / 9) * cos(Double(y) / 11)) },
            u: { x, _ in 128 + Int(40 * sin(Double(x) / 13)) },
            v: { _, y in 128 + Int(40 * cos(Double(y) / 12)) },
        )
    }

    private func jpeg(_ picture: Picture) throws -> [UInt8] {
        try JPEG.encode(FullRangePicture(picture), quality: 95)
    }

    @Test(
        "A picture survives as PNG, odd sizes too",
        arguments: [(64, 48), (31, 17), (2, 2), (1, 1)],
    )
    func roundTrip(width: Int, height: Int) throws {
        let picture = picture(width, height)
        let file = try PNG.encode(picture)
        #expect(file.starts(with: PNG.signature))
        let back = try PNG.decode(file)
        #expect(back.size == picture.size)
        #expect(GoldenPicture.peakSignalToNoise(back, picture) > 40)
    }

    @Test("Files of either kind are shown in their colours")
    func colours() async throws {
        let folder = try Folder()
        let picture = picture(96, 64)
        let files = [
            try folder.add("a.png", PNG.encode(picture)), try folder.add("a.jpg", jpeg(picture)),
        ]
        for path in files {
            let artwork = Artwork.image(path: path, size: picture.size, isCropped: false)
            let overlay = try await studio.drawing(of: artwork)
            #expect(overlay.coverage.allSatisfy { $0 == 255 })
            #expect(GoldenPicture.peakSignalToNoise(overlay.colours, picture) > 33, "\(path)")
        }
    }

    @Test("A file is contained in its box or fills it, and a portrait is a disc")
    func fits() async throws {
        let folder = try Folder()
        let path = try folder.add("wide.png", PNG.encode(picture(200, 100)))
        let box = PixelSize(width: 101, height: 100)
        let contained = try await studio.drawing(
            of: .image(path: path, size: box, isCropped: false)
        )
        #expect(contained.size == PixelSize(width: 100, height: 100))
        #expect(contained.bounds() == PixelRect(x: 0, y: 25, width: 100, height: 50))
        // Sharp edges: no sample is covered in part.
        #expect(contained.coverage.allSatisfy { $0 == 0 || $0 == 255 })
        let cropped = try await studio.drawing(of: .image(path: path, size: box, isCropped: true))
        #expect(cropped.coverage.allSatisfy { $0 == 255 })
        let portrait = try await studio.drawing(of: .portrait(path: path, diameter: 80))
        #expect(portrait.bounds() == PixelRect(x: 0, y: 0, width: 80, height: 80))
        #expect(portrait.coverage[0] == 0 && portrait.coverage[40 * 80 + 40] == 255)
    }

    @Test("A file that changed is read again, one that did not is not")
    func changes() async throws {
        let folder = try Folder()
        let path = folder.path("logo.png")
        let artwork = Artwork.image(
            path: path,
            size: PixelSize(width: 8, height: 8),
            isCropped: true,
        )
        await #expect(throws: ArtworkFault.unreadable("No such file or directory")) {
            try await studio.drawing(of: artwork)
        }
        let size = PixelSize(width: 8, height: 8)
        _ = try folder.add("logo.png", PNG.encode(Picture(size, filledWith: 50)))
        let first = try await studio.drawing(of: artwork)
        #expect(await studio.overlay(for: artwork) === first)
        // Another length, since a clock of the file system may not have gone on.
        let other = Picture(size, y: { x, _ in 100 + x })
        _ = try folder.add("logo.png", PNG.encode(other))
        let second = try await studio.drawing(of: artwork)
        #expect(second !== first && second.colours.luma(4, 4) > 90)
    }

    @Test("What is no image of a sensible size is refused with a reason")
    func refused() async throws {
        let folder = try Folder()
        var large = try PNG.encode(picture(2, 2))
        large.replaceSubrange(16..<20, with: [0, 0, 0x10, 1])
        mkfifo(folder.path("pipe"), 0o600)
        let cases: [(String, String)] = [
            (try folder.add("empty.png", []), "it is neither a PNG nor a JPEG file"),
            (
                try folder.add("text.png", Array("hello".utf8)),
                "it is neither a PNG nor a JPEG file",
            ),
            (try folder.add("short.png", PNG.signature), "it is no PNG file"),
            (
                try folder.add("cut.png", try PNG.encode(picture(64, 64)).dropLast(40)),
                "the PNG file is damaged",
            ),
            (
                try folder.add("large.png", large),
                "it has 4097×2 pixels, more than 4096×4096 or none",
            ),
            (folder.path("pipe"), "it is no file"), (folder.path, "it is no file"),
            ("/nowhere/at/all.png", "No such file or directory"),
        ]
        for (path, reason) in cases {
            await #expect(throws: ArtworkFault.unreadable(reason)) {
                let size = PixelSize(width: 8, height: 8)
                return try await studio.drawing(
                    of: .image(path: path, size: size, isCropped: true)
                )
            }
        }
        let broad = try folder.add(
            "broad.jpg",
            jpeg(Picture(PixelSize(width: 4098, height: 2), filledWith: 9)),
        )
        await #expect(throws: ArtworkFault.self) {
            try await studio.drawing(of: .portrait(path: broad, diameter: 20))
        }
    }

    @Test("A file that ends early is refused wherever it ends")
    func truncations() throws {
        let picture = picture(16, 16)
        let (png, jpeg) = (try PNG.encode(picture), try jpeg(picture))
        for count in 0..<png.count {
            #expect(throws: ArtworkFault.self) { try PNG.decode(Array(png.prefix(count))) }
        }
        for count in 0..<jpeg.count {
            #expect(throws: ArtworkFault.self) { _ = try JPEG.bitmap(Array(jpeg.prefix(count))) }
        }
    }

    @Test("Damaged files give a picture or a reason")
    func damaged() throws {
        var generator = SplitMix64(seed: 0x1A6E)
        let picture = picture(24, 24)
        let files = [try PNG.encode(picture), try jpeg(picture)]
        var refused = 0
        for number in 0..<400 {
            var file = files[number % 2]
            for _ in 0..<3 {
                let index = Int.random(in: 8..<file.count, using: &generator)
                file[index] = UInt8.random(in: 0...255, using: &generator)
            }
            do throws(ArtworkFault) {
                let bitmap = try number % 2 == 0 ? PNG.bitmap(file) : JPEG.bitmap(file)
                #expect(bitmap.size.width <= 4096 && bitmap.size.height <= 4096)
            } catch {
                guard case .unreadable = error else { throw error }
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
