extension Offers {
    /// Firefox: picture first, then sound and a data channel; each section has a transport of its
    /// own until the bundle is agreed.
    static let firefox = """
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 4929817893170458462 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=fingerprint:sha-256 BB:3C:05:C1:4E:66:BB:AB:B2:27:7D:2B:63:DD:5E:9B:5F:63:9C:0F:21:E0:1D:69:96:30:A1:31:CB:72:84:7A
        a=group:BUNDLE 0 1 2
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 126 127 97 98 123 122 119
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
        a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1
        a=fmtp:120 max-fs=12288;max-fr=60
        a=fmtp:124 apt=120
        a=fmtp:121 max-fs=12288;max-fr=60
        a=fmtp:125 apt=121
        a=fmtp:127 apt=126
        a=fmtp:98 apt=97
        a=fmtp:119 apt=122
        a=ice-pwd:7edb3f5a3b04c70b3b5ee28ea3a4c2ea
        a=ice-ufrag:b7a3e0d4
        a=mid:0
        a=msid:{e1b5d8b6-27a4-4a0b-8d8c-6b3b1f7a0c11} {2b4b7a86-51a3-4a64-9d7c-3f0c1d2e3f42}
        a=rtcp-fb:120 nack
        a=rtcp-fb:120 nack pli
        a=rtcp-fb:120 ccm fir
        a=rtcp-fb:120 goog-remb
        a=rtcp-fb:120 transport-cc
        a=rtcp-fb:121 nack
        a=rtcp-fb:121 nack pli
        a=rtcp-fb:121 ccm fir
        a=rtcp-fb:121 goog-remb
        a=rtcp-fb:121 transport-cc
        a=rtcp-fb:126 nack
        a=rtcp-fb:126 nack pli
        a=rtcp-fb:126 ccm fir
        a=rtcp-fb:126 goog-remb
        a=rtcp-fb:126 transport-cc
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:120 VP8/90000
        a=rtpmap:124 rtx/90000
        a=rtpmap:121 VP9/90000
        a=rtpmap:125 rtx/90000
        a=rtpmap:126 H264/90000
        a=rtpmap:127 rtx/90000
        a=rtpmap:97 H264/90000
        a=rtpmap:98 rtx/90000
        a=rtpmap:123 ulpfec/90000
        a=rtpmap:122 red/90000
        a=rtpmap:119 rtx/90000
        a=setup:actpass
        a=ssrc:2869021393 cname:{8a3f3c72-7bb8-4d56-8ff7-65e0a7dd5a61}
        a=ssrc:1033104577 cname:{8a3f3c72-7bb8-4d56-8ff7-65e0a7dd5a61}
        a=ssrc-group:FID 2869021393 1033104577
        m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
        a=fmtp:101 0-15
        a=ice-pwd:1c35e7a8ee1c1c0f9b3c7f6f60c8ce0b
        a=ice-ufrag:9f2c11aa
        a=mid:1
        a=msid:{e1b5d8b6-27a4-4a0b-8d8c-6b3b1f7a0c11} {9c0f6f7e-1d5e-4a2b-9f5b-6e7d8c9b0a13}
        a=rtcp-mux
        a=rtpmap:109 opus/48000/2
        a=rtpmap:9 G722/8000/1
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=setup:actpass
        a=ssrc:3317436981 cname:{8a3f3c72-7bb8-4d56-8ff7-65e0a7dd5a61}
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=ice-pwd:aa35e7a8ee1c1c0f9b3c7f6f60c8ceff
        a=ice-ufrag:77aa11bb
        a=mid:2
        a=setup:actpass
        a=sctp-port:5000
        a=max-message-size:1073741823

        """
}
