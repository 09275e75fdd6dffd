package dev.caravan.market;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one side of a book: {@code [["price","size",…],…]}, whatever follows in a level, or {@code
 * [{"p":"price","s":size},…]} where a venue names both.
 *
 * <p>A level that is none does not end the reading, since what comes behind it belongs to others:
 * ask {@link #levels} afterwards. Not thread-safe; one per side.
 */
public final class JsonLevels {

  private final Set<String> priceKeys;
  private final Set<String> sizeKeys;
  private final List<Level> levels = new ArrayList<>();
  private boolean isThere;
  private boolean isWhole = true;

  /** Reads levels that are arrays. */
  public JsonLevels() {
    this(Set.of(), Set.of());
  }

  /** Reads levels that are arrays, or objects with these keys. */
  public JsonLevels(String priceKey, String sizeKey) {
    this(Set.of(priceKey), Set.of(sizeKey));
  }

  /** The same where a venue has several spellings of a key. */
  public JsonLevels(Set<String> priceKeys, Set<String> sizeKeys) {
    this.priceKeys = Set.copyOf(priceKeys);
    this.sizeKeys = Set.copyOf(sizeKeys);
  }

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
      } else if (token == JsonToken.START_OBJECT && !priceKeys.isEmpty()) {
        readNamedLevel(json);
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
        BigDecimal number = number(json);
        if (position == 0) {
          price = number;
        } else {
          size = number;
        }
      }
      position++;
    }
    add(price, size);
  }

  private void readNamedLevel(JsonParser json) throws IOException {
    BigDecimal price = null;
    BigDecimal size = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      if (json.nextToken().isStructStart()) {
        json.skipChildren();
      } else if (priceKeys.contains(key)) {
        price = number(json);
      } else if (sizeKeys.contains(key)) {
        size = number(json);
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("a level without an end");
    }
    add(price, size);
  }

  private static @Nullable BigDecimal number(JsonParser json) throws IOException {
    int from = json.getTextOffset();
    return Decimals.parse(json.getTextCharacters(), from, from + json.getTextLength());
  }

  private void add(@Nullable BigDecimal price, @Nullable BigDecimal size) {
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

  /**
   * The same of a venue that leaves a side out where nothing changed.
   *
   * @throws FieldException if a level was none
   */
  public List<Level> levelsIfAny(String side) throws FieldException {
    return isThere ? levels(side) : List.of();
  }
}
