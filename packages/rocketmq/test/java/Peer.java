import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The official client as the other side of a test. It reads one JSON request per line from standard
 * input, the settings first, and writes one JSON answer per line; several requests run at once. It
 * ends when standard input does.
 */
public final class Peer {
    private static final Map<Long, Consumption> CONSUMPTIONS = new ConcurrentHashMap<>();

    private Peer() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // libraries that print do not get into the answers
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Settings settings = new Settings(JsonParser.parseString(in.readLine()).getAsJsonObject());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject request = JsonParser.parseString(line).getAsJsonObject();
            Answer answer = new Answer(out, request.get("id").getAsLong());
            Thread thread = new Thread(() -> perform(settings, request, answer));
            thread.setDaemon(true);
            thread.start();
        }
        // Nobody listens any more: clients need not say goodbye.
        Runtime.getRuntime().halt(0);
    }

    private static void perform(Settings settings, JsonObject request, Answer answer) {
        try {
            switch (request.get("op").getAsString()) {
                case "produce":
                    answer.result(new Production(settings, request, answer).run());
                    break;
                case "consume":
                    answer.result(consume(settings, request, answer));
                    break;
                case "stop":
                    stop(request.get("consumption").getAsLong());
                    answer.result(new JsonObject());
                    break;
                case "view":
                    answer.result(Queries.view(settings, request));
                    break;
                case "find":
                    answer.result(Queries.find(settings, request));
                    break;
                case "recall":
                    answer.result(Queries.recall(settings, request));
                    break;
                case "request":
                    answer.result(Queries.request(settings, request));
                    break;
                case "decodeTrace":
                    answer.result(Traces.decode(request.get("text").getAsString()));
                    break;
                case "bench":
                    answer.result(Bench.run(settings, request));
                    break;
                case "benchConsume":
                    answer.result(ConsumeBench.run(settings, request));
                    break;
                default:
                    throw new IllegalArgumentException("unknown op " + request.get("op"));
            }
        } catch (Throwable error) {
            answer.error(error);
        }
    }

    private static JsonObject consume(Settings settings, JsonObject request, Answer answer)
        throws Exception {
        long id = request.get("id").getAsLong();
        Consumption consumption = new Consumption(settings, request, answer);
        CONSUMPTIONS.put(id, consumption);
        try {
            return consumption.run();
        } finally {
            CONSUMPTIONS.remove(id);
        }
    }

    private static void stop(long id) {
        Consumption consumption = CONSUMPTIONS.get(id);
        if (consumption != null) {
            consumption.stop();
        }
    }
}
