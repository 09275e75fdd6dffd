package dev.caravan.market;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one side of a book: {@code [["price","size",…],…]}, whatever follows in a level.
 *
 * <p>A level that is none does not end the reading, since what comes behind it belongs to others:
 * ask {@link #levels} afterwards. Not thread-safe; one per side.
 */
public final class JsonLevels {

  private final List<Level> levels = new ArrayList<>();
  private boolean isThere;
  private boolean isWhole = true;

  /** Forgets everything. */
  public void clear() {
    levels.clear();
    isThere = false;
    isWhole = true;
  }

  /** Reads the array that the parser has just entered, up to its closing bracket. */
  public void read(JsonParser json) throws IOException {
    clear();
    isThere = true;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null) {
        throw new IOException("levels without an end");
      }
      if (token == JsonToken.START_ARRAY) {
        readLevel(json);
      } else {
        isWhole = false;
        json.skipChildren();
      }
    }
  }

  private void readLevel(JsonParser json) throws IOException {
    BigDecimal price = null;
    BigDecimal size = null;
    int position = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null) {
        throw new IOException("a level without an end");
      }
      if (token.isStructStart()) {
        json.skipChildren();
      } else if (position < 2) {
        int from = json.getTextOffset();
        BigDecimal number =
            Decimals.parse(json.getTextCharacters(), from, from + json.getTextLength());
        if (position == 0) {
          price = number;
        } else {
          size = number;
        }
      }
      position++;
    }
    if (price == null || size == null) {
      isWhole = false;
    } else {
      levels.add(new Level(price, size));
    }
  }

  /**
   * The levels in the order they came.
   *
   * @param side its key, for the refusal
   * @throws FieldException if there was no array, or a level in it was none
   */
  public List<Level> levels(String side) throws FieldException {
    if (!isThere) {
      throw new FieldException(Reason.INCOMPLETE, "no " + side);
    }
    if (!isWhole) {
      throw new FieldException(Reason.NOT_A_NUMBER, "a level of " + side + " is none");
    }
    return List.copyOf(levels);
  }
}
