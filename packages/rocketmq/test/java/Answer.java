import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintStream;

/** What is said about one request: any number of events, then a result or an error. */
final class Answer {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final PrintStream out;
    private final long id;

    Answer(PrintStream out, long id) {
        this.out = out;
        this.id = id;
    }

    void event(String name, JsonElement content) {
        write(name, content);
    }

    void result(JsonElement content) {
        write("result", content);
    }

    void error(Throwable error) {
        JsonObject content = new JsonObject();
        content.addProperty("type", error.getClass().getName());
        StringBuilder message = new StringBuilder(String.valueOf(error.getMessage()));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            message.append("\ncaused by ").append(cause);
        }
        content.addProperty("message", message.toString());
        write("error", content);
    }

    private void write(String name, JsonElement content) {
        JsonObject line = new JsonObject();
        line.addProperty("id", id);
        line.add(name, content);
        synchronized (out) {
            out.println(GSON.toJson(line));
        }
    }
}
