package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.market.InvalidData;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.Normalizer;
import dev.caravan.market.Screening;
import dev.caravan.market.Validators;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is odd in frames of the Korean venues keeps nothing away and is counted, frame by frame. */
class KoreanOdditiesTest {

  private final InvalidData invalid = new InvalidData(() -> 0);
  private final Normalizer normalizer =
      new Normalizer(venue -> Optional.of(KoreanExamples.reader(venue)), invalid);
  private final Screening screening = new Screening(Validators.ofEvents(), invalid);

  /** Counted apart from the code, with another parser. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          upbit/cryptofeed_upbit_20210417  | 449 | orderbook exponent 8, trade backward-id 6
          upbit/arbobs_upbit_2026          | 3   | orderbook exponent 3
          bithumb/arbobs_bithumb_v2_2026   | 6   | orderbook rounded-to-zero 1, orderbook microseconds 3
          coinone/arbobs_coinone_2026      | 6   | none
          """)
  void shouldCountWhatIsOddInACapture(String capture, int events, String counts)
      throws IOException {
    String venue = capture.substring(0, capture.indexOf('/'));

    int kept = keep(venue, Captures.lines(Captures.file(capture + ".ndjson"))).size();

    assertEquals(counts, counted());
    assertEquals(events, kept);
  }

  @Test
  void shouldCountWhatGoesBackOnce() {
    keep(
        "upbit",
        Stream.of(5, 7, 6, 8, 8, 3, 4)
            .map(
                id ->
                    "{\"type\":\"trade\",\"code\":\"KRW-BTC\",\"timestamp\":179013474200"
                        + id
                        + ",\"trade_timestamp\":1790134742000,\"trade_price\":1.5E3,"
                        + "\"trade_volume\":2e-1,\"ask_bid\":\"BID\",\"sequential_id\":"
                        + id
                        + "}")
            .map(frame -> frame.getBytes(UTF_8))
            .toList());

    assertEquals("trade backward-id 2, trade backward-time 2, trade exponent 7", counted());
  }

  /** Two padded levels of a frame count as one; a stream is compared with itself only. */
  @Test
  void shouldCountTheOddBooksOfBithumb() {
    List<MarketEvent> kept =
        keep(
            "bithumb",
            List.of(
                book("KRW-BTC", "1790133505546514", "0,\"ask_size\":0", "0,\"bid_size\":0.5"),
                book("KRW-BTC", "1790133505526514", "3,\"ask_size\":1", "2,\"bid_size\":0.0000"),
                book("KRW-ETH", "1790133505000000", "3,\"ask_size\":1", "2,\"bid_size\":1"),
                book("KRW-BTC", "1790133505526514", "3,\"ask_size\":1", "2,\"bid_size\":1")));

    assertEquals(
        "orderbook backward-time 1, orderbook padded-level 4, orderbook rounded-to-zero 1,"
            + " orderbook microseconds 4",
        counted());
    assertEquals(4, kept.size());
    assertEquals(1790133505526514000L, kept.get(1).origin().venueTimeNs());
  }

  private static byte[] book(String code, String timestamp, String ask, String bid) {
    return ("{\"type\":\"orderbook\",\"code\":\""
            + code
            + "\",\"orderbook_units\":[{\"ask_price\":"
            + ask
            + ",\"bid_price\":"
            + bid
            + "},{\"ask_price\":0,\"bid_price\":1,\"ask_size\":0,\"bid_size\":1}],\"timestamp\":"
            + timestamp
            + "}")
        .getBytes(UTF_8);
  }

  private List<MarketEvent> keep(String venue, List<byte[]> frames) {
    Mapping mapping = KoreanExamples.mapping(venue);
    Recognition recognition = new Recognition();
    List<MarketEvent> kept = new ArrayList<>();
    for (byte[] frame : frames) {
      mapping.recognise(frame, 0, frame.length, recognition);
      Burst.Builder burst = new Burst.Builder(venue, FlowControl.NONE, frame.length);
      burst.addFrame(recognition.stream(), "one", 1, frame);
      kept.addAll(screening.keepPossible(normalizer.normalize(burst.build())));
    }
    return kept;
  }

  private String counted() {
    String words =
        invalid.counts().stream()
            .map(count -> count.channel() + " " + count.reason().label() + " " + count.count())
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "none" : words;
  }
}
