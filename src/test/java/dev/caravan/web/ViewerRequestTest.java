package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerRequestTest {

  @Test
  void shouldReadEveryPart() {
    ViewerRequest request =
        ViewerRequest.parse(
            """
            {"streams":{"find":"btc","show":"gaps","group":true,"sort":"latency",
             "descending":true,"from":30,"count":60},
             "market":{"venue":"okx","channel":"books","symbol":"BTC-USDT"},"else":[1]}""");

    assertEquals(
        new StreamQuery("btc", StreamQuery.Show.GAPS, true, StreamQuery.Sort.LATENCY, true, 30, 60),
        request.streams());
    assertEquals(
        Optional.of(new ViewerRequest.MarketQuery("okx", "books", "BTC-USDT")), request.market());
  }

  @Test
  void shouldTakeTheFirstPageWhereNothingIsSaid() {
    assertEquals(ViewerRequest.FIRST, ViewerRequest.parse("{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "7",
        "{\"streams\":{\"count\":0}}",
        "{\"streams\":{\"count\":121}}",
        "{\"streams\":{\"from\":-1}}",
        "{\"streams\":{\"sort\":\"size\"}}",
        "{\"streams\":{\"show\":\"\"}}"
      })
  void shouldRefuseWhatNobodyMayAskFor(String text) {
    assertThrows(IllegalArgumentException.class, () -> ViewerRequest.parse(text));
  }

  @Test
  void shouldRefuseWhatIsTooLongAndSayTheLimit() {
    String name = "x".repeat(201);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ViewerRequest.parse("{\"market\":{\"symbol\":\"" + name + "\"}}"));
    assertEquals("symbol is too long: characters=201 limit=200", refused.getMessage());

    String deep = "[".repeat(5000);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> ViewerRequest.parse(deep))
            .getMessage()
            .contains("limit=4000"));
  }
}
