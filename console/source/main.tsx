import { render } from "preact";
import "./look/tokens.css";
import "./look/base.css";
import "./look/parts.css";
import "./shell/shell.css";
import "./strip/strip.css";
import { Console } from "./Console";
import { followTheDesk } from "./clock";
import { listenToKeys } from "./keys";

followTheDesk();
listenToKeys();
render(<Console />, document.getElementById("console")!);
