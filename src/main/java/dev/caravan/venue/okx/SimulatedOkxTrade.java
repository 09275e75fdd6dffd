package dev.caravan.venue.okx;

/** One simulated trade. */
record SimulatedOkxTrade(
    String instrument, long id, String price, String size, boolean isBuy, long timeMs) {

  /** Its fields up to the time, without braces. */
  String fields() {
    return "\"instId\":\""
        + instrument
        + "\",\"tradeId\":\""
        + id
        + "\",\"px\":\""
        + price
        + "\",\"sz\":\""
        + size
        + "\",\"side\":\""
        + (isBuy ? "buy" : "sell")
        + "\",\"source\":\"0\",\"ts\":\""
        + timeMs
        + "\"";
  }
}
