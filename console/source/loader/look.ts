/** The styles of the launcher and the frame. They begin anew: nothing of the page's comes in, nothing goes out. */
export const STYLES = `
:host{all:initial!important;color-scheme:light dark;font:15px system-ui}
:host([data-theme=light]){color-scheme:light!important}
:host([data-theme=dark]){color-scheme:dark!important}
.launcher,.panel{position:fixed;z-index:2147483000;inset-inline-end:16px}
*{box-sizing:border-box}
.launcher{inset-block-end:16px;inline-size:56px;block-size:56px;border:0;border-radius:50%;
background:#4338ca;color:#fff;cursor:pointer;box-shadow:0 2px 8px #0004}
.launcher:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #4338ca}
svg{inline-size:26px;block-size:26px;display:block;margin:auto}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-inline-size:22px;padding:2px 5px;
border-radius:11px;background:#b91c1c;font:600 13px/18px system-ui}
.panel{inset-block-end:84px;inline-size:min(392px,100vw - 32px);block-size:min(640px,100vh - 104px);
border:1px solid #7b889c66;border-radius:12px;overflow:hidden;
background:light-dark(#fff,#171f2e);color:light-dark(#526075,#a5b2c6);box-shadow:0 8px 28px #0003}
iframe{position:absolute;inset:0;inline-size:100%;block-size:100%;border:0;color-scheme:normal;opacity:0}
.ready iframe{opacity:1}
p{margin:24px;text-align:center}
[hidden],.ready p{display:none}
@media(max-width:520px),(max-height:440px){.panel{inset:0;inline-size:auto;block-size:auto;border:0;border-radius:0}
.launcher[aria-expanded=true]{display:none}}
@media print{:host{display:none!important}}`;
