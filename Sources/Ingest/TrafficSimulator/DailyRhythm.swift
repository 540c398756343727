/// How many people shop at each hour of their own day.
enum DailyRhythm {
    /// Whether somebody whose clock shows `hour` comes now.
    /// - Parameter bits: 64 random bits.
    static func comes(atHour hour: Int, _ bits: UInt64) -> Bool {
        UInt8(truncatingIfNeeded: bits >> 32) <= activity(atHour: hour)
    }

    /// 255 at the busiest hour, in the evening; a twentieth of it before dawn.
    static func activity(atHour hour: Int) -> UInt8 {
        switch hour {
        case 0: 80
        case 1: 45
        case 2: 24
        case 3: 14
        case 4: 13
        case 5: 20
        case 6: 45
        case 7: 85
        case 8: 125
        case 9: 152
        case 10: 168
        case 11: 176
        case 12: 184
        case 13: 176
        case 14: 168
        case 15: 168
        case 16: 174
        case 17: 188
        case 18: 208
        case 19: 232
        case 20: 255
        case 21: 248
        case 22: 196
        default: 132
        }
    }
}
