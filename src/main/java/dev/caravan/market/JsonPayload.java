package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the plain values of one JSON object until all are there, since keys come in any order.
 *
 * <p>Shape: strings, numbers, true and false are kept as their text; {@code null} and the empty
 * string count as absent; of a key that comes twice the last value counts. Objects and arrays
 * inside are offered to a {@link Nested} and skipped where that does not take them.
 *
 * <p>Reused from frame to frame, so that reading one allocates little. Not thread-safe.
 */
public final class JsonPayload {

  /** Takes the objects and arrays inside. */
  @FunctionalInterface
  public interface Nested {

    /** Takes none. */
    Nested NONE = (key, json) -> false;

    /**
     * Reads the value that the parser has just entered, up to its closing bracket.
     *
     * @return false if it was left alone
     */
    boolean take(String key, JsonParser json) throws IOException;
  }

  private static final int MOST_VALUES = 96;
  private static final int LONGEST_VALUE = 64;
  private static final int NOT_THERE = -1;
  private static final long FIRST_MICROSECONDS = 100_000_000_000_000L;
  private static final long NS_PER_MS = 1_000_000;
  private static final int LONGEST_ID = 19;

  private final @Nullable Consumer<Reason> oddities;
  private final @Nullable String[] keys = new String[MOST_VALUES];
  private final int[] starts = new int[MOST_VALUES];
  private final int[] ends = new int[MOST_VALUES];
  private char[] text = new char[512];
  private int count;
  private int textEnd;

  /** Holds values of which nothing is odd. */
  public JsonPayload() {
    this.oddities = null;
  }

  /** Says when it is asked for a number with an exponent, or for a time in microseconds. */
  public JsonPayload(Consumer<Reason> oddities) {
    this.oddities = requireNonNull(oddities, "oddities");
  }

  /** Forgets everything. */
  public void clear() {
    count = 0;
    textEnd = 0;
  }

  /** Reads the object that the parser has just entered, up to its closing bracket. */
  public void read(JsonParser json, Nested nested) throws IOException {
    clear();
    JsonToken token = json.nextToken();
    while (token == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      token = json.nextToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        if (!nested.take(key, json)) {
          json.skipChildren();
        }
      } else if (token != JsonToken.VALUE_NULL) {
        keep(key, json);
      }
      token = json.nextToken();
    }
    if (token != JsonToken.END_OBJECT) {
      throw new IOException("object without an end");
    }
  }

  private void keep(String key, JsonParser json) throws IOException {
    if (count == MOST_VALUES) {
      return;
    }
    int length = json.getTextLength();
    // A longer one is cut and so is one that no number has; it is never a name either.
    int kept = Math.min(length, LONGEST_VALUE + 1);
    if (textEnd + kept > text.length) {
      text = Arrays.copyOf(text, text.length * 2);
    }
    System.arraycopy(json.getTextCharacters(), json.getTextOffset(), text, textEnd, kept);
    keys[count] = key;
    starts[count] = textEnd;
    textEnd += kept;
    ends[count] = textEnd;
    count++;
  }

  private int find(String key) {
    for (int i = count - 1; i >= 0; i--) {
      if (key.equals(keys[i])) {
        return starts[i] == ends[i] ? NOT_THERE : i;
      }
    }
    return NOT_THERE;
  }

  /** Whether the key has a value that is not empty. */
  public boolean has(String key) {
    return find(key) >= 0;
  }

  /** The second key where it has a value, else the first: a venue spells some keys in two ways. */
  public String either(String key, String otherKey) {
    return has(otherKey) ? otherKey : key;
  }

  /** The value as it was written; empty where there is none or it is longer than a name. */
  public String text(String key) {
    int i = find(key);
    return i < 0 || ends[i] - starts[i] > LONGEST_VALUE
        ? ""
        : new String(text, starts[i], ends[i] - starts[i]);
  }

  /** Whether the value is {@code text}; allocates nothing. */
  public boolean is(String key, String value) {
    int i = find(key);
    if (i < 0 || ends[i] - starts[i] != value.length()) {
      return false;
    }
    for (int at = 0; at < value.length(); at++) {
      if (text[starts[i] + at] != value.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A decimal number that has to be there.
   *
   * @throws FieldException if it is not, or is no number
   */
  public BigDecimal decimal(String key) throws FieldException {
    int i = find(key);
    if (i < 0) {
      throw new FieldException(Reason.INCOMPLETE, "no " + key);
    }
    return decimal(key, i);
  }

  /**
   * A decimal number that may be missing or empty.
   *
   * @throws FieldException if what is there is no number
   */
  public Optional<BigDecimal> decimalIfAny(String key) throws FieldException {
    int i = find(key);
    return i < 0 ? Optional.empty() : Optional.of(decimal(key, i));
  }

  private BigDecimal decimal(String key, int i) throws FieldException {
    BigDecimal number = Decimals.parse(text, starts[i], ends[i]);
    if (number == null) {
      throw new FieldException(
          Reason.NOT_A_NUMBER,
          key + " is " + new String(text, starts[i], Math.min(24, ends[i] - starts[i])));
    }
    if (oddities != null && hasExponent(i)) {
      oddities.accept(Reason.EXPONENT);
    }
    return number;
  }

  private boolean hasExponent(int i) {
    for (int at = starts[i]; at < ends[i]; at++) {
      if (text[at] == 'E' || text[at] == 'e') {
        return true;
      }
    }
    return false;
  }

  /**
   * A level that may be missing; a venue without orders on a side writes nothing or two zeros.
   *
   * @throws FieldException if half of it is missing, or is no number
   */
  public Optional<Level> levelIfAny(String priceKey, String sizeKey) throws FieldException {
    if (!has(priceKey) && !has(sizeKey)) {
      return Optional.empty();
    }
    BigDecimal price = has(priceKey) ? decimal(priceKey) : BigDecimal.ZERO;
    BigDecimal size = decimal(sizeKey);
    return price.signum() == 0 && size.signum() == 0
        ? Optional.empty()
        : Optional.of(new Level(price, size));
  }

  /**
   * A whole number that may be missing; {@link MarketEvent#NO_ID} then, or where it is below zero.
   *
   * @throws FieldException if what is there is no whole number, or one above 2^63
   */
  public long idIfAny(String key) throws FieldException {
    int i = find(key);
    if (i < 0) {
      return MarketEvent.NO_ID;
    }
    int at = starts[i];
    boolean isNegative = text[at] == '-';
    if (isNegative) {
      at++;
    }
    boolean isNumber = at < ends[i] && ends[i] - at <= LONGEST_ID;
    long value = 0;
    for (; isNumber && at < ends[i]; at++) {
      isNumber = text[at] >= '0' && text[at] <= '9';
      value = value * 10 + (text[at] - '0');
    }
    if (!isNumber || value < 0) {
      throw new FieldException(
          Reason.NOT_A_NUMBER,
          key + " is " + new String(text, starts[i], Math.min(24, ends[i] - starts[i])));
    }
    return isNegative ? MarketEvent.NO_ID : value;
  }

  /**
   * A whole number that has to be there.
   *
   * @throws FieldException if it is not
   */
  public long id(String key) throws FieldException {
    long id = idIfAny(key);
    if (id < 0) {
      throw new FieldException(Reason.INCOMPLETE, "no " + key);
    }
    return id;
  }

  /**
   * A time in milliseconds or, told apart by its size, microseconds; in nanoseconds since the
   * epoch. Missing, zero or below: {@link Origin#NO_TIME}. Beyond what fits: the end of time.
   *
   * @throws FieldException if what is there is no whole number
   */
  public long timeNs(String key) throws FieldException {
    long time = idIfAny(key);
    if (time <= 0) {
      return Origin.NO_TIME;
    }
    boolean isMicroseconds = time >= FIRST_MICROSECONDS;
    if (isMicroseconds && oddities != null) {
      oddities.accept(Reason.MICROSECONDS);
    }
    long unitNs = isMicroseconds ? 1_000 : NS_PER_MS;
    return time > Long.MAX_VALUE / unitNs ? Long.MAX_VALUE : time * unitNs;
  }
}
