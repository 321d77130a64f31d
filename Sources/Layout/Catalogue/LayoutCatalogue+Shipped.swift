extension LayoutCatalogue {
    /// The layouts that come with the program, the files in `layouts/`.
    ///
    /// They are part of the program itself: it runs without any file beside it.
    package static let shipped: LayoutCatalogue = {
        do {
            var documents: [LayoutDocument] = []
            for text in shippedTexts { documents.append(try LayoutDocument.readAlone(text)) }
            return try LayoutCatalogue(documents)
        } catch {
            preconditionFailure("a shipped layout is faulty: \(error)")
        }
    }()

    private static let shippedTexts = [
        PackageResources.audio_only_json, PackageResources.filmstrip_json,
        PackageResources.fixed_1x1_json, PackageResources.fixed_2x1_json,
        PackageResources.fixed_2x2_json, PackageResources.fixed_3x3_json,
        PackageResources.fixed_4x4_json, PackageResources.fixed_5x5_json,
        PackageResources.fixed_7x7_json, PackageResources.grid_json,
        PackageResources.one_plus_five_json, PackageResources.one_plus_nine_json,
        PackageResources.one_plus_seven_json, PackageResources.pip_json,
        PackageResources.presentation_json, PackageResources.side_by_side_json,
        PackageResources.solo_json, PackageResources.speaker_json,
        PackageResources.speaker_21_json, PackageResources.speaker_33_json,
        PackageResources.speaker_7_json, PackageResources.stage_json,
        PackageResources.two_speakers_21_json, PackageResources.two_three_seven_json,
    ]
}
